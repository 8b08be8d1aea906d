-- A page of a site's conversions, newest first, so that only their paths are computed.
-- Grain: one conversion.
-- Params: site_id; from_ms, to_ms: half-open; types: of which; before_ms, before_id: only what comes after this one in
-- the order of the answer; row_count.
select
    toString(event_id) as event_id,
    toUnixTimestamp64Milli(timestamp) as timestamp_ms
from standing_conversions final
where site_id = {site_id:UInt32}
  and type in {types:Array(String)}
  and timestamp >= fromUnixTimestamp64Milli({from_ms:Int64}, 'UTC')
  and timestamp < fromUnixTimestamp64Milli({to_ms:Int64}, 'UTC')
  and (toUnixTimestamp64Milli(timestamp), toString(event_id)) < ({before_ms:Int64}, {before_id:String})
order by timestamp_ms desc, event_id desc
limit {row_count:UInt32}
