-- One conversion as it stands, if the site has it.
-- Grain: one conversion. clicks_until_ms: see conversions.sql of the paths.
-- Params: site_id; event_id.
select
    conversion_key,
    toUnixTimestamp64Milli(made_at) as made_ms,
    toUnixTimestamp64Milli(timestamp) as timestamp_ms,
    toUnixTimestamp64Milli(if(trust >= 4, least(timestamp, received_at), received_at)) as clicks_until_ms,
    toString(type) as type,
    order_id,
    ifNull(amount_minor, 0) as gross_minor,
    toString(currency) as currency,
    toString(ref) as ref,
    toString(promo_code) as promo_code
from standing_conversions final
where site_id = {site_id:UInt32}
  -- By the order of the table: of all other rows only the id is read.
  and (made_at, event_id) in
  (
      select made_at, event_id
      from standing_conversions
      where site_id = {site_id:UInt32} and event_id = toUUID({event_id:String})
  )
