-- Answers: how many rows each table holds that stores rows on disk.
-- Grain: one table.
-- Params: none.
select name, toUInt64(ifNull(total_rows, 0)) as row_count
from system.tables
where database = currentDatabase() and engine like '%MergeTree'
order by name
