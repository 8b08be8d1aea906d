-- Answers: every column that may hold text; on a cluster those of the Distributed tables.
-- Grain: one column.
-- Params: none.
select table, name, type
from system.columns
where database = currentDatabase()
  and position(type, 'String') > 0
  and position(type, 'AggregateFunction') = 0
  and not endsWith(table, '_local')
  and table in
    (
        select name
        from system.tables
        where database = currentDatabase() and (engine like '%MergeTree' or engine = 'Distributed')
    )
order by table, name
