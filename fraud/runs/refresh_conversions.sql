-- Writes the facts of the drafted conversions with their clicks, repeats and refunds. Continues
-- drafted_conversions.sql and the warehouse's folded_returns.sql.
-- Grain: one conversion. Without a partner of its own it belongs to that of its click. It is confirmed where it would be
-- payable: by the report that stands, and belonging to its partner neither by a claim nor, as a signature covers neither, by
-- a signed ref or promo code alone.
-- Params: site_id, run, until; allowed_*: the allow list as equally long arrays; sources, trusts: how far each source is
-- believed; confirmed_trust: of a signed report, the least that confirms.
    clicked as
    (
        select event_id, joined_by, click_id, clicked_at, partner, visitor, country, network, traffic, path, referrer_host,
            click_id_kind, is_engaged, idle_seconds
        from conversion_clicks
        where site_id = {site_id:UInt32} and run = {run:UInt64}
    ),
    -- What is trusted less than the report that stands is no evidence: anybody may repeat an order.
    repeats as
    (
        select original_event_id as event_id, groupUniqArray(visitor_id) as visitor_ids
        from duplicates
        inner join
        (
            select event_id as drafted_id, trust
            from conversion_drafts
            where site_id = {site_id:UInt32} and run = {run:UInt64}
        ) as drafted on drafted_id = original_event_id
        where site_id = {site_id:UInt32} and order_id != '' and visitor_id != ''
          and original_event_id in (select event_id from drafts)
          and transform(toString(source), {sources:Array(String)}, {trusts:Array(UInt8)}, toUInt8(0)) >= drafted.trust
        group by event_id
    ),
    refunds as
    (
        select order_id as refunded_order, refunded_minor
        from folded_returns
        where order_id in (select order_id from drafts where order_id != '')
          and returned_from < {until:DateTime64(3, 'UTC')}
    )
select
    {site_id:UInt32},
    toDate(timestamp),
    drafts.event_id,
    timestamp,
    {run:UInt64},
    type,
    if(named_partner != '', named_partner, clicked.partner) as partner,
    order_id,
    visitor_id,
    customer_id,
    email_hash,
    email_kind,
    promo_code,
    amount_minor,
    currency,
    address,
    prefix,
    drafts.network,
    drafts.country,
    zone,
    agent,
    browser,
    drafts.traffic,
    length(arrayFilter(other -> other != visitor_id, repeats.visitor_ids)),
    type = 'sale' and refunded_minor[if(mapContains(refunded_minor, toString(currency)), toString(currency), '')] > 0,
    joined_by,
    click_id,
    -- Nobody puts an order that he invents before a confirmed one.
    if(is_confirmed,
        row_number() over (partition by if(joined_by = '', drafts.event_id, click_id), is_confirmed
            order by timestamp, drafts.event_id),
        row_number() over (partition by if(joined_by = '', drafts.event_id, click_id) order by timestamp, drafts.event_id)),
    if(joined_by = '', -1, dateDiff('millisecond', clicked_at, timestamp) / 1000),
    visitor,
    clicked.country,
    clicked.network,
    clicked.traffic,
    path,
    referrer_host,
    clicked.click_id_kind,
    is_engaged,
    idle_seconds,
    arrayExists(
        (kind, value, valid_from, valid_to) -> (kind, value) in
                (('prefix', prefix), ('visitor', visitor_id), ('partner', partner), ('email', email_hash))
            and toUnixTimestamp(timestamp) >= valid_from and toUnixTimestamp(timestamp) < valid_to,
        {allowed_kinds:Array(String)}, {allowed_values:Array(String)},
        {allowed_from:Array(Int64)}, {allowed_to:Array(Int64)}
    ),
    reports,
    multiIf(
        trust > {confirmed_trust:UInt8}, named_partner != '' or joined_by != 'claim',
        trust = {confirmed_trust:UInt8}, joined_by in ('visitor', 'customer'),
        false
    ) as is_confirmed
from drafts
left join clicked on clicked.event_id = drafts.event_id
left join repeats on repeats.event_id = drafts.event_id
left join refunds on refunds.refunded_order = drafts.order_id
