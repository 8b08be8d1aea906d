-- For how long events were to be kept, from when on; 0 for ever. From it follows since when all events are there, also
-- after the setting was changed.
create table if not exists retentions
(
    applied_at DateTime64(3, 'UTC'),
    days UInt16
)
engine = MergeTree
order by applied_at
settings
    fsync_after_insert = 1,
    fsync_part_directory = 1;

-- A month of events expires as a whole: its parts are dropped, never written anew.
alter table events modify setting ttl_only_drop_parts = 1, materialize_ttl_recalculate_only = 1;
