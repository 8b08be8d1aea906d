-- What a repair of the tables behind `events` is about to write again.

-- The keys whose rows differ from the events, one repair apart from another; expire after a day.
-- key: hash of the columns that identify a row or sum of the table. is_expected: the events have it.
create table if not exists damaged_keys
(
    repair UInt64,
    key FixedString(16),
    is_expected Bool,
    made_at DateTime default now()
)
engine = MergeTree
order by (repair, key)
ttl made_at + interval 1 day;
