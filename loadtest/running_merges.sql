-- How many merges are under way.
-- Grain: one row.
select count() as merges
from system.merges
