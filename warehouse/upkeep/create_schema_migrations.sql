-- Creates the table of applied migrations. Two processes that migrate at once both record; the later row counts.
create table if not exists schema_migrations
(
    number UInt32,
    name String,
    checksum String,
    applied_at DateTime64(3, 'UTC')
)
engine = ReplacingMergeTree(applied_at)
order by (number, name)
