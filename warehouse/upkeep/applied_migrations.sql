-- Answers: which migrations were applied, with the checksum of the file and the time.
-- Grain: one migration, in order.
-- Params: none.
select
    name,
    checksum,
    applied_at
from schema_migrations final
order by number, name
