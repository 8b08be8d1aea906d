-- Gives back every thirtieth order, half of them in part.
-- Grain: one refund.
-- Params: site_id.
insert into events
    (site_id, event_id, type, timestamp, received_at, source, traffic, consent, order_id, amount_minor, currency)
select
    site_id,
    dateTimeToUUIDv7(toDateTime(timestamp)),
    'refund',
    timestamp + toIntervalDay(3),
    timestamp + toIntervalDay(3),
    'server',
    'human',
    'full',
    order_id,
    if(sipHash64(order_id) % 2 = 0, null, 100),
    currency
from standing_conversions final
where site_id = {site_id:UInt32}
  and sipHash64(order_id) % 30 = 0
