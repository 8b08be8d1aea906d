-- Writes the facts of touched leads and sales: the partner, the click they are attributed to, repeats and refunds.
-- Grain: one conversion. The partner is the one it names, by ref or promo code, else that of the last click; the click is
-- the last one of that partner by the same visitor, by a visitor of the same customer, or (for browsers that keep no
-- cookie) from the same address by the same agent within a day.
-- Params: as refresh_clicks; promo_codes, promo_partners: every promo code in lower case and its partner's own code;
-- lookback_days: how far back a click is looked for.
insert into conversion_facts
    (site_id, day, event_id, timestamp, run, type, partner, order_id, visitor_id, customer_id, email_hash, email_kind,
     promo_code, amount_minor, currency, address, prefix, network, country, zone, agent, browser, traffic,
     repeat_visitors, is_refunded, joined_by, click_id, click_number, lag_seconds, click_visitor, click_country,
     click_network, click_traffic, click_path, click_referrer_host, click_id_kind, click_is_engaged, idle_seconds, is_allowed)
with
    now_touched as
    (
        select visitor_id, customer_id, order_id, happened_from
        from touched
        where site_id = {site_id:UInt32} and run = {run:UInt64}
    ),
    conversions as
    (
        select
            event_id,
            type,
            timestamp,
            multiIf(
                ref != '', transform(lower(ref), {refs:Array(String)}, {partners:Array(String)}, lower(ref)),
                promo_code != '', transform(lower(promo_code), {promo_codes:Array(String)}, {promo_partners:Array(String)}, ''),
                ''
            ) as named_partner,
            order_id,
            visitor_id,
            customer_id,
            email_hash,
            email_kind,
            promo_code,
            amount_minor,
            currency,
            if(ip_hash = '', 0, cityHash64(ip_hash)) as address,
            ip_prefix,
            network,
            country,
            properties['tz'] as zone,
            agent_hash,
            browser,
            traffic
        from events
        where site_id = {site_id:UInt32}
          and type in ('lead', 'sale')
          and traffic != 'test'
          and timestamp < {until:DateTime64(3, 'UTC')}
          and ({everything:Bool} or (
            visitor_id in (select visitor_id from now_touched)
            and (visitor_id != ''
              or order_id in (select order_id from now_touched)
              or customer_id in (select customer_id from now_touched where customer_id != ''))))
    ),
    links as
    (
        select event_id, cityHash64(visitor_id) as visitor, 'visitor' as joined_by
        from conversions
        where visitor_id != ''
        union all
        select event_id, cityHash64(identities.visitor_id), 'customer'
        from conversions
        inner join identities on identities.customer_id = conversions.customer_id
        where identities.site_id = {site_id:UInt32}
          and conversions.customer_id != ''
          and identities.visitor_id != conversions.visitor_id
    ),
    linked_clicks as
    (
        select event_id, timestamp, day, run, visitor, partner, address, agent, country, network, traffic, path,
            referrer_host, click_id_kind, is_engaged, idle_seconds
        from click_facts
        where site_id = {site_id:UInt32}
          and visitor in (select visitor from links)
          and partner != ''
    ),
    by_person as
    (
        select
            conversions.event_id as conversion_id,
            -- What the visitor himself clicked goes before what the customer clicked elsewhere.
            argMax(
                (links.joined_by, clicks.event_id, clicks.timestamp, clicks.partner, clicks.visitor, clicks.country,
                 clicks.network, clicks.traffic, clicks.path, clicks.referrer_host, clicks.click_id_kind,
                 clicks.is_engaged, clicks.idle_seconds),
                (links.joined_by = 'visitor', clicks.timestamp, clicks.event_id, clicks.run)
            ) as click
        from conversions
        inner join links on links.event_id = conversions.event_id
        inner join linked_clicks as clicks on clicks.visitor = links.visitor
        where clicks.timestamp <= conversions.timestamp
          and clicks.timestamp > conversions.timestamp - toIntervalDay({lookback_days:UInt32})
          and (conversions.named_partner = '' or clicks.partner = conversions.named_partner)
        group by conversion_id
    ),
    left_over as
    (
        select event_id, timestamp, named_partner, address, agent_hash
        from conversions
        where address != 0 and named_partner != '' and event_id not in (select conversion_id from by_person)
    ),
    by_address as
    (
        select
            left_over.event_id as conversion_id,
            argMax(
                ('address', clicks.event_id, clicks.timestamp, clicks.partner, clicks.visitor, clicks.country,
                 clicks.network, clicks.traffic, clicks.path, clicks.referrer_host, clicks.click_id_kind,
                 clicks.is_engaged, clicks.idle_seconds),
                (clicks.timestamp, clicks.event_id, clicks.run)
            ) as click
        from left_over
        inner join
        (
            select event_id, timestamp, run, visitor, partner, address, agent, country, network, traffic, path,
                referrer_host, click_id_kind, is_engaged, idle_seconds
            from click_facts
            where site_id = {site_id:UInt32} and address in (select address from left_over)
              and day >= (select toDate(min(timestamp)) - 1 from left_over)
        ) as clicks on clicks.address = left_over.address and clicks.agent = left_over.agent_hash
        where clicks.partner = left_over.named_partner
          and clicks.timestamp <= left_over.timestamp
          and clicks.timestamp > left_over.timestamp - toIntervalDay(1)
        group by conversion_id
    ),
    clicked as
    (
        select conversion_id, click from by_person
        union all
        select conversion_id, click from by_address
    ),
    repeats as
    (
        select original_event_id as event_id, groupUniqArray(visitor_id) as visitor_ids
        from duplicates
        where site_id = {site_id:UInt32} and order_id != '' and visitor_id != ''
          and original_event_id in (select event_id from conversions)
        group by event_id
    ),
    refunded as
    (
        select order_id
        from order_refunds
        where site_id = {site_id:UInt32} and timestamp < {until:DateTime64(3, 'UTC')}
          and order_id in (select order_id from conversions where order_id != '')
        group by order_id
    )
select
    {site_id:UInt32},
    toDate(timestamp),
    conversions.event_id,
    conversions.timestamp as timestamp,
    {run:UInt64},
    type,
    if(named_partner != '', named_partner, click.4) as partner,
    order_id,
    visitor_id,
    customer_id,
    email_hash,
    email_kind,
    promo_code,
    amount_minor,
    currency,
    address,
    ip_prefix,
    network,
    country,
    zone,
    agent_hash,
    browser,
    traffic,
    length(arrayFilter(other -> other != visitor_id, repeats.visitor_ids)),
    type = 'sale' and order_id in (select order_id from refunded),
    click.1 as joined_by,
    click.2 as click_id,
    row_number() over (partition by if(joined_by = '', conversions.event_id, click_id) order by timestamp, conversions.event_id),
    if(joined_by = '', -1, dateDiff('millisecond', click.3, timestamp) / 1000),
    click.5,
    click.6,
    click.7,
    click.8,
    click.9,
    click.10,
    click.11,
    click.12,
    click.13,
    arrayExists(
        (kind, value, valid_from, valid_to) -> (kind, value) in
                (('prefix', ip_prefix), ('visitor', visitor_id), ('partner', partner), ('email', email_hash))
            and toUnixTimestamp(timestamp) >= valid_from and toUnixTimestamp(timestamp) < valid_to,
        {allowed_kinds:Array(String)}, {allowed_values:Array(String)},
        {allowed_from:Array(Int64)}, {allowed_to:Array(Int64)}
    )
from conversions
left join clicked on clicked.conversion_id = conversions.event_id
left join repeats on repeats.event_id = conversions.event_id
