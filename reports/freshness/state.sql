-- What of a site's events and decisions changes when its figures may change: where events arrived, were repeated or expired,
-- somebody decided, a fraud run ended, or something was removed. Whoever removes a person, an import or what was derived
-- wrongly removes the settled paths first, so that they get another generation. Goes around the warehouse's
-- events_since.sql, ended by end_of_state.sql.
-- Grain: one source. An INSERT that takes long is counted, however early it was stamped.
-- Params: site_id.
select
    'arrivals' as source,
    toInt64(count()) as counted,
    toInt64(toUnixTimestamp64Milli(max(stored_at))) as newest
from arrivals
where site_id = {site_id:UInt32}
union all
select 'duplicates', toInt64(count()), toInt64(0)
from duplicates
where site_id = {site_id:UInt32}
union all
select 'decisions', toInt64(count()), toInt64(toUnixTimestamp64Micro(max(decided_at)))
from decisions
where site_id = {site_id:UInt32}
union all
select 'fraud_runs', toInt64(0), toInt64(max(run))
from fraud_runs
where site_id = {site_id:UInt32}
union all
select 'settled_paths', toInt64(0), toInt64(argMax(generation, turn))
from settler_turns
where site_id = {site_id:UInt32}
union all
select 'retention', toInt64(0), toInt64(toUnixTimestamp(since))
from
(
