-- How conversions stand: by whose report, and by how many.
-- Grain: one conversion.
-- Params: site_id; conversion_ids.
select
    toString(event_id) as event_id,
    conversion_key,
    toUnixTimestamp64Milli(timestamp) as timestamp_ms,
    toString(source) as source,
    trust,
    reports,
    visitor_id,
    customer_id
from standing_conversions final
where site_id = {site_id:UInt32}
  -- By the order of the table: of all other rows only the id is read.
  and (made_at, standing_conversions.event_id) in
  (
      select made_at, event_id
      from standing_conversions
      where site_id = {site_id:UInt32}
        and event_id in (select toUUID(arrayJoin({conversion_ids:Array(String)})))
  )
