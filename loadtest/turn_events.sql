-- Makes sales that a shop's server reports, each of a customer, an address and a browser of its own, and before each the
-- click of this browser on a partner's link. Two sales whose numbers differ by `moments` differ in these names alone.
-- Grain: one event.
-- Params: site_id; first, numbers: which sales; moments: at how many they happen; start, step_ms: the first of the moments,
-- and from one to the next; partners: among how many.
insert into events
    (site_id, event_id, type, timestamp, received_at, source, traffic, consent, visitor_id, customer_id, ref, channel,
     url_path, order_id, amount_minor, currency, email_hash, email_kind, country, ip_hash, ip_prefix, browser, os, device,
     agent_hash)
with
    sales as
    (
        select
            leftPad(toString(number), 8, '0') as name,
            number % {moments:UInt64} as nth,
            sipHash64(nth) as dice,
            toUnixTimestamp64Milli({start:DateTime64(3, 'UTC')}) + toInt64(nth * {step_ms:UInt64}) as sold_ms,
            arrayJoin(['click', 'sale']) as type
        from numbers({first:UInt64}, {numbers:UInt64})
    )
select
    {site_id:UInt32},
    dateTimeToUUIDv7(toDateTime(timestamp)) as event_id,
    type,
    fromUnixTimestamp64Milli(sold_ms - if(type = 'click', toInt64(1 + dice % 200) * 3600000, 0), 'UTC') as timestamp,
    timestamp,
    if(type = 'click', 'browser', 'server'),
    'human',
    'full',
    lower(hex(sipHash128(name))),
    if(type = 'sale', 'customer' || name, ''),
    if(type = 'click', 'partner' || toString(dice % {partners:UInt32}), ''),
    if(type = 'click', 'partner', ''),
    '/coffee/' || toString(dice % 50),
    if(type = 'sale', 'order' || name, ''),
    if(type = 'sale', 500 + bitShiftRight(dice, 8) % 20000, null),
    if(type = 'sale', 'EUR', ''),
    if(type = 'sale', lower(hex(SHA256('address' || name))), ''),
    if(type = 'sale', 'given', ''),
    ['DE', 'FR', 'US', 'GB'][1 + dice % 4],
    if(type = 'click', lower(hex(sipHash64(name))), ''),
    if(type = 'click', toString(bitShiftRight(dice, 16) % 9000), ''),
    if(type = 'click', 'Chrome', ''),
    if(type = 'click', 'Linux', ''),
    if(type = 'click', ['desktop', 'mobile'][1 + bitShiftRight(dice, 30) % 2], ''),
    if(type = 'click', bitShiftRight(dice, 32) % 400, 0)
from sales
