-- Finds the click of each drafted conversion: the last one of its partner, or of any if it names none, by the same visitor
-- or by a visitor of the same customer. joined_by: `claim` where only browsers say that the visitor is the customer.
-- Grain: one conversion that has such a click.
-- Params: site_id, run; lookback_days: how far back a click is looked for; confirmed_trust: from which on a report is no
-- browser's word.
insert into conversion_clicks
    (site_id, run, event_id, joined_by, click_id, clicked_at, partner, visitor, country, network, traffic, path,
     referrer_host, click_id_kind, is_engaged, idle_seconds)
with
    drafts as
    (
        select event_id, timestamp, named_partner, visitor_id, customer_id
        from conversion_drafts
        where site_id = {site_id:UInt32} and run = {run:UInt64}
    ),
    customers as
    (
        select customer_id, visitor_id
        from identities
        where site_id = {site_id:UInt32} and customer_id in (select customer_id from drafts where customer_id != '')
        group by customer_id, visitor_id
    ),
    -- Found by their visitors: this table has a row for each moment at which a customer was named.
    confirmed_customers as
    (
        select distinct id, visitor_id
        from visitor_identities
        where site_id = {site_id:UInt32}
          and visitor_id in (select visitor_id from customers)
          and kind = 'customer'
          and not is_test
          and trust >= {confirmed_trust:UInt8}
    ),
    links as
    (
        select event_id, timestamp, named_partner, cityHash64(visitor_id) as visitor, 'visitor' as joined_by
        from drafts
        where visitor_id != ''
        union all
        select
            event_id, timestamp, named_partner, cityHash64(customers.visitor_id),
            if((customers.customer_id, customers.visitor_id) in (select id, visitor_id from confirmed_customers),
                'customer', 'claim')
        from drafts
        inner join customers on customers.customer_id = drafts.customer_id
        where customers.visitor_id != drafts.visitor_id
    ),
    candidates as
    (
        select event_id, timestamp, run, visitor, partner, country, network, traffic, path, referrer_host, click_id_kind,
            is_engaged, idle_seconds
        from click_facts
        where site_id = {site_id:UInt32}
          and visitor in (select visitor from links)
          and partner != ''
          and day >= (select toDate(min(timestamp)) - {lookback_days:UInt32} from drafts)
    )
select
    {site_id:UInt32},
    {run:UInt64},
    conversion_id,
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
    click.12,
    click.13
from
(
    select
        links.event_id as conversion_id,
        -- What the visitor himself clicked goes before what the customer clicked elsewhere; claims come last.
        argMax(
            (links.joined_by, candidates.event_id, candidates.timestamp, candidates.partner, candidates.visitor,
             candidates.country, candidates.network, candidates.traffic, candidates.path, candidates.referrer_host,
             candidates.click_id_kind, candidates.is_engaged, candidates.idle_seconds),
            (links.joined_by = 'visitor', links.joined_by != 'claim', candidates.timestamp, candidates.event_id, candidates.run)
        ) as click
    from links
    inner join candidates on candidates.visitor = links.visitor
    where candidates.timestamp <= links.timestamp
      and candidates.timestamp > links.timestamp - toIntervalDay({lookback_days:UInt32})
      and (links.named_partner = '' or candidates.partner = links.named_partner)
    group by conversion_id
)
