-- What people did in the last minutes.
-- Grain: one minute that has anything.
-- Params: site_id; since_ms, now_ms: half-open.
select
    toUnixTimestamp(toStartOfMinute(timestamp)) * toInt64(1000) as minute_ms,
    uniqExact(visitor_id) as visitors,
    countIf(type = 'click') as clicks,
    countIf(type = 'lead') as leads,
    countIf(type = 'sale' and report_number = 0) as sales
from events
where site_id = {site_id:UInt32}
  and traffic = 'human'
  and type in ('click', 'pageview', 'engage', 'event', 'lead', 'sale')
  and timestamp >= fromUnixTimestamp64Milli({since_ms:Int64}, 'UTC')
  and timestamp < fromUnixTimestamp64Milli({now_ms:Int64}, 'UTC')
group by minute_ms
order by minute_ms
