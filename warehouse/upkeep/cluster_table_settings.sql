-- Answers: the settings that each table states for itself on any server of a cluster, inside the text of its engine.
-- Grain: one table that stores rows on disk and one text; a table whose servers differ has several.
-- Params: cluster; database.
select distinct
    name,
    engine_full as definition
from clusterAllReplicas({cluster:Identifier}, system.tables)
where database = {database:String} and engine like '%MergeTree'
order by name, definition
settings skip_unavailable_shards = 1
