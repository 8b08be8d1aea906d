-- By which ids an erasure finds what names a person.

-- kind: visitor, customer, email (a hash), pattern (of text that contains an address). Deletions look the ids up here, so
-- that no id is part of a statement, which the engine keeps. Empty between erasures.
create table if not exists people_to_erase
(
    site_id UInt32,
    kind LowCardinality(String),
    value String
)
engine = MergeTree
order by (site_id, kind, value)
settings
    fsync_after_insert = 1,
    fsync_part_directory = 1;
