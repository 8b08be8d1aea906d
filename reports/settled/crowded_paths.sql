-- The conversions of crowded people in a period, whose path is computed when it is read.
-- Grain: one conversion.
-- Params: site_id; generation; from_ms, to_ms: half-open period of the conversions; touched_limit: at most so many.
select
    toString(settled_paths.event_id) as event_id,
    toString(settled_paths.type) as type,
    toUnixTimestamp64Milli(settled_paths.timestamp) as timestamp_ms
from settled_paths final
where site_id = {site_id:UInt32}
  and generation = {generation:UInt64}
  and is_crowded
  and timestamp >= fromUnixTimestamp64Milli({from_ms:Int64}, 'UTC')
  and timestamp < fromUnixTimestamp64Milli({to_ms:Int64}, 'UTC')
limit {touched_limit:UInt32}
