-- The events of a person that is being erased: from them follow rows of other tables, and the hours whose roll-ups are
-- made anew. Empty between two erasures; what an erasure that was killed left here is finished by the next.
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
