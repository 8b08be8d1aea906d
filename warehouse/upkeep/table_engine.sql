-- Answers: how a table keeps its rows, as the engine writes it down: engine, partitions, order, settings.
-- Grain: one table.
-- Params: table.
select engine_full
from system.tables
where database = currentDatabase() and name = {table:String}
