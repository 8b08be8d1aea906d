-- In which currencies conversions of a period were paid, and on which days of UTC.
-- Grain: one currency and day.
-- Params: site_id; from_ms, to_ms: half-open.
select distinct
    toString(currency) as currency,
    toDate(timestamp) as day
from standing_conversions final
where site_id = {site_id:UInt32}
  and timestamp >= fromUnixTimestamp64Milli({from_ms:Int64}, 'UTC')
  and timestamp < fromUnixTimestamp64Milli({to_ms:Int64}, 'UTC')
  and currency != ''
order by currency, day
