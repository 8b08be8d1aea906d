-- Answers: the columns of a table that take the most room.
-- Grain: one column.
-- Params: table.
select
    name,
    data_compressed_bytes as bytes,
    data_uncompressed_bytes as plain_bytes
from system.columns
where database = currentDatabase() and table = {table:String}
order by bytes desc
limit 12
