-- Answers: how long the engine keeps a month of events after its end, in days; 0: forever.
-- Grain: one table, that of the events, on a cluster that of this server.
-- Params: none.
select toUInt16OrZero(extract(engine_full, 'TTL .* toIntervalDay\\((\\d+)\\)')) as days
from system.tables
where database = currentDatabase() and name in ('events', 'events_local') and engine like '%MergeTree'
