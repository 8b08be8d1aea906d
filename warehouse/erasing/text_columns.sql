-- Answers: every column that may hold text.
-- Grain: one column.
-- Params: none.
select table, name, type
from system.columns
where database = currentDatabase()
  and position(type, 'String') > 0
  and position(type, 'AggregateFunction') = 0
  and table in (select name from system.tables where database = currentDatabase() and engine like '%MergeTree')
order by table, name
