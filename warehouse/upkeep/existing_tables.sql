-- The tables and views of this database.
-- Grain: one row a table.
select name
from system.tables
where database = currentDatabase()
