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
    -- For a conversion that names no partner any click counts: each stands under the empty partner too. A visitor may have
    -- very many clicks and conversions: so the last click is searched in order, instead of pairing each with each.
    candidates as
    (
        select
            visitor,
            arrayJoin(['', partner]) as partner_key,
            timestamp,
            argMax(
                (event_id, toString(partner), toString(country), toString(network), toString(traffic), toString(path),
                 toString(referrer_host), toString(click_id_kind), is_engaged, idle_seconds),
                (event_id, run)
            ) as click
        from click_facts
        where site_id = {site_id:UInt32}
          and visitor in (select visitor from links)
          and partner != ''
          and day >= (select toDate(min(timestamp)) - {lookback_days:UInt32} from drafts)
        group by visitor, partner_key, timestamp
    )
select
    {site_id:UInt32},
    {run:UInt64},
    conversion_id,
    last_click.1,
    (last_click.2).1,
    last_click.3,
    (last_click.2).2,
    last_click.4,
    (last_click.2).3,
    (last_click.2).4,
    (last_click.2).5,
    (last_click.2).6,
    (last_click.2).7,
    (last_click.2).8,
    (last_click.2).9,
    (last_click.2).10
from
(
    select
        links.event_id as conversion_id,
        -- What the visitor himself clicked goes before what the customer clicked elsewhere; claims come last.
        argMax(
            (links.joined_by, candidates.click, candidates.timestamp, candidates.visitor),
            (links.joined_by = 'visitor', links.joined_by != 'claim', candidates.timestamp, (candidates.click).1)
        ) as last_click
    from links
    asof inner join candidates
        on candidates.visitor = links.visitor
        and candidates.partner_key = links.named_partner
        and candidates.timestamp <= links.timestamp
    where candidates.timestamp > links.timestamp - toIntervalDay({lookback_days:UInt32})
    group by conversion_id
)
