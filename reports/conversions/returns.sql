-- The refunds and disputes of one order, as they were reported, the oldest first.
-- Grain: one report.
-- Params: site_id; order_id.
select
    toString(type) as type,
    toUnixTimestamp64Milli(timestamp) as at_ms,
    amount_minor,
    refunded_total_minor,
    toString(currency) as currency,
    toString(state) as state
from order_returns final
where site_id = {site_id:UInt32}
  and order_id = {order_id:String}
order by received_at, event_id
limit 500
