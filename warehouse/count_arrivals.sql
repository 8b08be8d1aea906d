-- How many arrivals of a site are visible of a span of time.
-- Grain: one row.
-- Params: site_id; from_ms, until_ms: half-open, of when they were stored.
select count() as arrivals
from arrivals
where site_id = {site_id:UInt32}
  and stored_at >= fromUnixTimestamp64Milli({from_ms:Int64}, 'UTC')
  and stored_at < fromUnixTimestamp64Milli({until_ms:Int64}, 'UTC')
