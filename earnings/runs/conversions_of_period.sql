-- The conversions of a period, the newest first.
-- Grain: one conversion.
-- Params: site_id; from_ms, to_ms: half-open; row_count.
select toString(event_id) as event_id
from standing_conversions final
where site_id = {site_id:UInt32}
  and timestamp >= fromUnixTimestamp64Milli({from_ms:Int64}, 'UTC')
  and timestamp < fromUnixTimestamp64Milli({to_ms:Int64}, 'UTC')
order by timestamp desc, event_id desc
limit {row_count:UInt32}
