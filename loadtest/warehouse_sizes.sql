-- Answers: how much room each table takes, and in how many parts.
-- Grain: one table.
-- Params: none.
select
    table,
    sum(rows) as row_count,
    count() as parts,
    sum(bytes_on_disk) as bytes
from system.parts
where database = currentDatabase() and active
group by table
having row_count > 0
order by bytes desc
