-- Makes one person, order or address that has more than anybody: in each of 60 days clicks, and sales after them.
-- Grain: one event.
-- Params: site_id; start: of the 60 days; clicks, sales: how many; refunds: of the first order; visitors, customers:
-- among how many they are shared, 0 customers for none; partners: of how many ordinary partners are every other click,
-- none for 0: all clicks are the whale's own; addresses: from how many.
insert into events
    (site_id, event_id, type, timestamp, received_at, source, traffic, consent, visitor_id, customer_id, ref, channel,
     url_path, order_id, amount_minor, currency, country, network, ip_hash, ip_prefix, browser, os, device, agent_hash)
with
    arrayJoin(arrayConcat(
        arrayMap(n -> ('click', n), range({clicks:UInt32})),
        arrayMap(n -> ('sale', n), range({sales:UInt32})),
        arrayMap(n -> ('refund', n), range({refunds:UInt32}))
    )) as each,
    each.1 as kind,
    each.2 as nth,
    multiIf(kind = 'click', {clicks:UInt32}, kind = 'sale', {sales:UInt32}, {refunds:UInt32}) as total,
    'whale' || toString(nth % {visitors:UInt32}) as visitor,
    if({customers:UInt32} = 0, '', 'whale' || toString(nth % greatest({customers:UInt32}, 1))) as customer
select
    {site_id:UInt32},
    dateTimeToUUIDv7(toDateTime(timestamp)),
    kind,
    fromUnixTimestamp64Milli(toUnixTimestamp64Milli({start:DateTime64(3, 'UTC')}) + toInt64(
        intDiv(toUInt64(nth) * 60 * 86400000, total) + if(kind = 'sale', 60000, 0)
    ), 'UTC') as timestamp,
    timestamp,
    'server',
    'human',
    'full',
    if(kind = 'refund', '', visitor),
    if(kind = 'refund', '', customer),
    multiIf(
        kind != 'click', '',
        {partners:UInt32} > 0 and nth % 2 = 1, 'partner' || toString(nth % greatest({partners:UInt32}, 1)),
        'whale'
    ),
    if(kind = 'click', 'partner', ''),
    '/',
    multiIf(kind = 'sale', 'whale' || toString(nth), kind = 'refund', 'whale0', ''),
    multiIf(kind = 'sale', 1000, kind = 'refund', 1, null),
    if(kind = 'click', '', 'EUR'),
    'DE',
    '',
    'whale' || toString(nth % {addresses:UInt32}),
    'whale',
    'Chrome',
    'Linux',
    'desktop',
    1
