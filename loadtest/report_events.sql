-- Makes visitors of a shop over 90 days: five clicks each by partners, campaigns or nothing, a trial of every fifth, a
-- sale of every twentieth, among their clicks or after them; every hundredth pair of visitors is one customer.
-- Grain: one event.
-- Params: site_id; first_visitor, visitors: which of them; start: of the 90 days; partners: among how many.
insert into events
    (site_id, event_id, type, timestamp, received_at, source, traffic, consent, visitor_id, customer_id, ref, channel,
     utm_source, utm_medium, utm_campaign, url_path, name, order_id, amount_minor, currency, country, browser, os, device)
with
    visitors as
    (
        select
            number,
            sipHash64(number) as dice,
            lower(hex(sipHash128(number))) as visitor,
            arrayJoin(arrayConcat(
                range(5),
                if(dice % 5 = 0, [5], []),
                if(dice % 20 = 0, [6], []),
                if(number % 200 < 2, [7], [])
            )) as nth,
            sipHash64(number, nth) as throw
        from numbers({first_visitor:UInt64}, {visitors:UInt64})
    )
select
    {site_id:UInt32},
    dateTimeToUUIDv7(toDateTime(timestamp)) as event_id,
    multiIf(nth < 5, 'click', nth = 5, 'event', nth = 6, 'sale', 'identify') as type,
    fromUnixTimestamp64Milli(toUnixTimestamp64Milli({start:DateTime64(3, 'UTC')}) + toInt64(
        dice % toUInt64(74 * 86400000) + throw % toUInt64(16 * 86400000)
    ), 'UTC') as timestamp,
    timestamp,
    'browser',
    if(nth < 5 and throw % 100 < 3, 'bot', 'human'),
    'full',
    visitor,
    if(number % 200 < 2 and nth > 5, concat('customer', toString(intDiv(number, 200))), ''),
    if(nth in (0, 1, 2, 3, 4, 6) and throw % 10 < 6, concat('partner', toString(toUInt32(
        pow(bitShiftRight(throw, 20) % 1000 / 1000, 3) * {partners:UInt32}
    ))), '') as ref,
    multiIf(ref != '', 'partner', utm_source != '', 'paid_search', 'direct'),
    if(nth < 5 and ref = '' and throw % 10 < 9, concat('source', toString(throw % 7)), '') as utm_source,
    if(utm_source = '', '', 'cpc'),
    if(utm_source = '', '', concat('campaign', toString(bitShiftRight(throw, 8) % 300))),
    concat('/coffee/', toString(throw % 50)),
    if(nth = 5, 'trial', ''),
    if(nth = 6, concat('order', toString(number)), ''),
    if(nth = 6, 500 + throw % 20000, null),
    if(nth = 6, 'EUR', ''),
    ['DE', 'FR', 'US', 'GB'][1 + throw % 4],
    'Chrome',
    'Linux',
    ['desktop', 'mobile'][1 + dice % 2]
from visitors
