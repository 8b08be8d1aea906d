-- Answers: the settings that each table states for itself, inside the text of its engine.
-- Grain: one table that stores rows on disk, on a cluster those of this server.
-- Params: none.
select name, engine_full as definition
from system.tables
where database = currentDatabase() and engine like '%MergeTree'
order by name
