-- How far back a page of everybody's conversions reaches, so that only their paths are looked up.
-- Grain: one row; `oldest_ms` is 0 where there is no conversion.
-- Params: site_id; from_ms, to_ms: half-open; types: of which; before_ms, before_id: only what comes after this one in
-- the order of the answer; row_count.
select toUnixTimestamp64Milli(min(timestamp)) as oldest_ms
from
(
    select timestamp
    from events
    where site_id = {site_id:UInt32}
      and type in {types:Array(String)}
      and traffic != 'test'
      and timestamp >= fromUnixTimestamp64Milli({from_ms:Int64}, 'UTC')
      and timestamp < fromUnixTimestamp64Milli({to_ms:Int64}, 'UTC')
      and (toUnixTimestamp64Milli(timestamp), toString(event_id)) < ({before_ms:Int64}, {before_id:String})
    order by timestamp desc
    limit {row_count:UInt32}
)
