-- Which migrations this database took, with the checksum of the file and the time. One row a migration, in order.
select
    name,
    checksum,
    applied_at
from schema_migrations final
order by number, name
