-- The conversions with exactly this order id: its sale, and leads of the same id.
-- Grain: one conversion.
-- Params: site_id; order_id.
select
    toString(standing_conversions.event_id) as event_id,
    type,
    order_id,
    toUnixTimestamp64Milli(timestamp) as timestamp_ms,
    ifNull(amount_minor, 0) as amount_minor,
    currency
from standing_conversions final
where site_id = {site_id:UInt32}
  -- By the order of both tables: neither is searched through.
  and (made_at, standing_conversions.event_id) in
  (
      select timestamp, conversion_id
      from conversion_reports
      where site_id = {site_id:UInt32}
        and (conversion_key = concat('o:', {order_id:String})
             or startsWith(conversion_key, concat('o:', {order_id:String}, '\n')))
  )
order by timestamp desc
limit 8
