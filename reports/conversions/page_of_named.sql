-- A page of those of a site's conversions that are named, newest first, so that only their paths are computed.
-- Grain: one conversion.
-- Params: those of page.sql; conversion_ids: of which.
select
    toString(standing_conversions.event_id) as event_id,
    toUnixTimestamp64Milli(timestamp) as timestamp_ms
from standing_conversions final
where site_id = {site_id:UInt32}
  and standing_conversions.event_id in (select toUUID(arrayJoin({conversion_ids:Array(String)})))
  and type in {types:Array(String)}
  and timestamp >= fromUnixTimestamp64Milli({from_ms:Int64}, 'UTC')
  and timestamp < fromUnixTimestamp64Milli({to_ms:Int64}, 'UTC')
  and (toUnixTimestamp64Milli(timestamp), toString(standing_conversions.event_id)) < ({before_ms:Int64}, {before_id:String})
order by timestamp_ms desc, event_id desc
limit {row_count:UInt32}
