-- Whether the site has any click before the touches of a period.
-- Grain: one row if it has, else none.
-- Params: site_id; before_ms: where the touches begin.
select 1 as is_there
from events
where site_id = {site_id:UInt32}
  and type = 'click'
  and timestamp < fromUnixTimestamp64Milli({before_ms:Int64}, 'UTC')
limit 1
