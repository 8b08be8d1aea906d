-- How long events are kept, and which events an erasure is removing.

-- One row per change of the setting: days that events are kept from applied_at on, 0: forever. From these rows follows
-- from when on all events are kept, even after later changes.
create table if not exists retention_settings
(
    applied_at DateTime64(3, 'UTC'),
    days UInt16
)
engine = MergeTree
order by applied_at
settings
    fsync_after_insert = 1,
    fsync_part_directory = 1;

-- The events of the person that an erasure is removing; they lead to the rows of other tables and to the hours whose
-- roll-ups are rebuilt. Empty between erasures; the next erasure completes one that was killed.
create table if not exists events_to_erase
(
    site_id UInt32,
    event_id UUID,
    hour DateTime('UTC')
)
engine = MergeTree
order by (site_id, event_id)
settings
    fsync_after_insert = 1,
    fsync_part_directory = 1;
