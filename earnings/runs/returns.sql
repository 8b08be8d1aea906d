-- Refunds and disputes of orders, one by one.
-- Grain: one event.
-- Params: site_id; order_ids.
select
    order_id,
    toString(type) as type,
    toUnixTimestamp64Milli(timestamp) as at_ms,
    toUnixTimestamp64Milli(received_at) as received_ms,
    refund_id,
    amount_minor,
    refunded_total_minor,
    toString(currency) as currency,
    toString(state) as state
from order_returns final
where site_id = {site_id:UInt32}
  and order_id in {order_ids:Array(String)}
order by received_ms, event_id
