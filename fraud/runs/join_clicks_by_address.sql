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
    candidates as
    (
        select event_id, timestamp, run, visitor, partner, address, agent, country, network, traffic, path, referrer_host,
            click_id_kind, is_engaged, idle_seconds
        from click_facts
        where site_id = {site_id:UInt32}
          and address in (select address from left_over)
          and day >= (select toDate(min(timestamp)) - 1 from left_over)
    )
select
    {site_id:UInt32},
    {run:UInt64},
    conversion_id,
    'address',
    click.1,
    click.2,
    click.3,
    click.4,
    click.5,
    click.6,
    click.7,
    click.8,
    click.9,
    click.10,
    click.11,
    click.12
from
(
    select
        left_over.event_id as conversion_id,
        argMax(
            (candidates.event_id, candidates.timestamp, candidates.partner, candidates.visitor, candidates.country,
             candidates.network, candidates.traffic, candidates.path, candidates.referrer_host, candidates.click_id_kind,
             candidates.is_engaged, candidates.idle_seconds),
            (candidates.timestamp, candidates.event_id, candidates.run)
        ) as click
    from left_over
    inner join candidates
        on candidates.address = left_over.address
        and candidates.agent = left_over.agent
        and candidates.partner = left_over.named_partner
    where candidates.timestamp <= left_over.timestamp
      and candidates.timestamp > left_over.timestamp - toIntervalDay(1)
    group by conversion_id
)
