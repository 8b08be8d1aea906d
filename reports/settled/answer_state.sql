-- What answers over a site's settled paths are made from besides these paths, as long as nothing arrived that touches any: the
-- last turn that settled something, what was given back, and decisions. Those over all clicks are made from arrivals too.
-- Grain: one source.
-- Params: site_id.
select
    'settler_turns' as source,
    toInt64(max(turn)) as newest,
    toUInt64(0) as counted
from settler_turns
where site_id = {site_id:UInt32} and conversions > 0
union all
select 'arrivals', toInt64(toUnixTimestamp64Milli(max(stored_at))), count()
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
