-- Answers: which tables store rows on disk, where, and how many rows each holds.
-- Grain: one table.
-- Params: none.
select
    name,
    engine,
    toString(uuid) as uuid,
    toUInt64(ifNull(total_rows, 0)) as row_count
from system.tables
where database = currentDatabase() and engine like '%MergeTree'
order by name
