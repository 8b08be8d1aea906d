-- Makes a day of a busy shop: a click of each visitor, what most of them do after it, and the orders of a few.
-- Grain: one event; about as many as asked for.
-- Params: site_id; day: which; events: how many; partners: among how many partners; confirmed: how many of a hundred orders
-- the shop's server reports.
insert into events
    (site_id, event_id, type, timestamp, received_at, source, traffic, consent, visitor_id, customer_id, ref, url_path,
     referrer_host, order_id, amount_minor, currency, email_hash, email_kind, properties, country, network, ip_hash,
     ip_prefix, browser, device, agent_hash)
with
    visitors as
    (
        select
            sipHash64({day:Date}, number) as dice,
            hex(dice) as visitor_id,
            arrayJoin(arrayConcat(
                ['click', 'pageview'],
                if(dice % 100 < 93, ['engage'], []),
                if(dice % 1000 < 30, ['sale'], [])
            )) as type,
            toDateTime64({day:Date}, 3, 'UTC') + bitShiftRight(dice, 8) % 80000 as clicked_at
        from numbers(toUInt64({events:UInt32} / 2.96))
    )
select
    {site_id:UInt32},
    reinterpretAsUUID(sipHash128(dice, type)),
    type,
    clicked_at + multiIf(type = 'click', 0, type = 'pageview', 1, type = 'engage', 20, 60 + bitShiftRight(dice, 16) % 4000) as timestamp,
    timestamp,
    if(type = 'sale' and bitShiftRight(dice, 32) % 100 < {confirmed:UInt32}, 'server', 'browser'),
    'human',
    'full',
    visitor_id,
    if(type = 'sale', visitor_id, ''),
    if(type in ('click', 'sale'), concat('partner', toString(toUInt32(pow(bitShiftRight(dice, 20) % 1000 / 1000, 3) * {partners:UInt32}))), ''),
    '/',
    if(type = 'click', 'blog.example', ''),
    if(type = 'sale', visitor_id, ''),
    if(type = 'sale', 1000 + bitShiftRight(dice, 24) % 20000, null),
    if(type = 'sale', 'EUR', ''),
    if(type = 'sale', visitor_id, ''),
    if(type = 'sale', 'given', ''),
    if(type = 'engage', map('dwell_ms', toString(bitShiftRight(dice, 12) % 100000)), map()),
    'DE',
    '',
    hex(sipHash64(bitShiftRight(dice, 28) % 150000)),
    toString(bitShiftRight(dice, 28) % 9000),
    'Chrome',
    'desktop',
    bitShiftRight(dice, 30) % 400
from visitors
