-- Answers: the parts that merges, deletions or an emptied table have replaced and that are still on the disk.
-- Grain: one part.
-- Params: none.
select concat(table, '/', name) as part
from system.parts
where database = currentDatabase() and not active
