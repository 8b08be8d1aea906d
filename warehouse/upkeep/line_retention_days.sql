-- Answers: how long the engine keeps the lines of a month of duplicates after its end, in days; 0: forever.
-- Grain: one table, that of the duplicates, on a cluster that of this server.
-- Params: none.
select toUInt16OrZero(extract(create_table_query, '`line` String[^`]* TTL [^`]*`?timestamp`?[^`]*toIntervalDay\\((\\d+)\\)')) as days
from system.tables
where database = currentDatabase() and name in ('duplicates', 'duplicates_local') and engine like '%MergeTree'
