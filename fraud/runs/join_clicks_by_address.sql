-- Finds the click of drafted conversions that have none yet, for browsers that keep no cookie: the last one of the named
-- partner, from the same address by the same agent, within a day.
-- Grain: one conversion that has such a click.
-- Params: site_id, run.
insert into conversion_clicks
    (site_id, run, event_id, joined_by, click_id, clicked_at, partner, visitor, country, network, traffic, path,
     referrer_host, click_id_kind, is_engaged, idle_seconds)
with
    left_over as
    (
        select event_id, timestamp, named_partner, address, agent
        from conversion_drafts
        where site_id = {site_id:UInt32} and run = {run:UInt64}
          and address != 0 and named_partner != ''
          and event_id not in (select event_id from conversion_clicks where site_id = {site_id:UInt32} and run = {run:UInt64})
    ),
    -- In order, as in join_clicks.sql: an address may have very many clicks.
    candidates as
    (
        select
            address,
            agent,
            partner,
            timestamp,
            argMax(
                (event_id, visitor, toString(country), toString(network), toString(traffic), toString(path),
                 toString(referrer_host), toString(click_id_kind), is_engaged, idle_seconds),
                (event_id, run)
            ) as click
        from click_facts
        where site_id = {site_id:UInt32}
          and address in (select address from left_over)
          and day >= (select toDate(min(timestamp)) - 1 from left_over)
        group by address, agent, partner, timestamp
    )
select
    {site_id:UInt32},
    {run:UInt64},
    left_over.event_id,
    'address',
    click.1,
    candidates.timestamp,
    candidates.partner,
    click.2,
    click.3,
    click.4,
    click.5,
    click.6,
    click.7,
    click.8,
    click.9,
    click.10
from left_over
asof inner join candidates
    on candidates.address = left_over.address
    and candidates.agent = left_over.agent
    and candidates.partner = left_over.named_partner
    and candidates.timestamp <= left_over.timestamp
where candidates.timestamp > left_over.timestamp - toIntervalDay(1)
