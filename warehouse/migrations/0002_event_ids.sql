-- The narrow look-up of ids already stored. UUIDToNum keeps the byte order, so version 7 ids sort by time.
create table if not exists event_ids
(
    id FixedString(16),
    site_id UInt32,
    batch UInt64
)
engine = MergeTree
order by id
settings
    non_replicated_deduplication_window = 10000,
    fsync_after_insert = 1,
    fsync_part_directory = 1,
    index_granularity = 1024;

create materialized view if not exists event_ids_v1 to event_ids as
select UUIDToNum(event_id) as id, site_id, batch
from events;
