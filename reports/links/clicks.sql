-- People's clicks on short links.
-- Grain: one link (by its code).
-- Params: site_id; from_ms, to_ms: half-open; link_codes: only these.
select
    toString(link) as code,
    count() as clicks,
    uniqExactIf(visitor_id, visitor_id != '') as visitors
from events
where site_id = {site_id:UInt32}
  and type = 'click'
  and traffic = 'human'
  and timestamp >= fromUnixTimestamp64Milli({from_ms:Int64}, 'UTC')
  and timestamp < fromUnixTimestamp64Milli({to_ms:Int64}, 'UTC')
  and link in {link_codes:Array(String)}
group by code
