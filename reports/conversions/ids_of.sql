-- The conversions of one order or customer, newest first.
-- Grain: one conversion.
-- Params: site_id; named: the whole id of an order or of a customer; from_ms, to_ms: half-open.
select toString(event_id) as event_id
from standing_conversions final
where site_id = {site_id:UInt32}
  and (order_id = {named:String} or customer_id = {named:String})
  and timestamp >= fromUnixTimestamp64Milli({from_ms:Int64}, 'UTC')
  and timestamp < fromUnixTimestamp64Milli({to_ms:Int64}, 'UTC')
order by timestamp desc, standing_conversions.event_id desc
limit 5000
