-- How long events are kept, and whose are being erased.

-- One row per change of the setting: days that events are kept from applied_at on, 0 for forever. It follows since when
-- all events are there, even after the setting was changed.
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

-- The events of a person who is being erased: they lead to rows of other tables and to the hours whose roll-ups are
-- rebuilt. Empty between two erasures; the next erasure finishes what a killed one left here.
create table if not exists erased_events
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
