-- What answers over a site's settled paths are made from besides these paths, as long as nothing arrived that touches any: what
-- was given back, and decisions. Those over all clicks are made from arrivals too.
-- Grain: one source. fingerprint: of its rows, or their number where none is ever removed.
-- Params: site_id.
select
    'arrivals' as source,
    toInt64(toUnixTimestamp64Milli(max(stored_at))) as newest,
    count() as fingerprint
from arrivals
where site_id = {site_id:UInt32}
union all
select 'order_returns', toInt64(toUnixTimestamp64Milli(max(received_at))), sum(cityHash64(event_id, received_at))
from order_returns
where site_id = {site_id:UInt32}
union all
select 'decisions', toInt64(toUnixTimestamp64Micro(max(decided_at))), count()
from decisions
where site_id = {site_id:UInt32}
