-- Accepted events that were not stored a second time, with the reason (events.enums.DuplicateReason).
-- original_event_id: the stored event that this one repeats (its own id if the id was repeated).
create table if not exists duplicates
(
    site_id UInt32,
    event_id UUID,
    original_event_id UUID,
    reason LowCardinality(String),
    type LowCardinality(String),
    source LowCardinality(String),
    order_id String,
    visitor_id String,
    customer_id String,
    amount_minor Nullable(Int64),
    currency LowCardinality(String),
    timestamp DateTime64(3, 'UTC'),
    received_at DateTime64(3, 'UTC'),
    batch UInt64
)
engine = MergeTree
partition by toYYYYMM(received_at)
order by (site_id, original_event_id, received_at)
settings
    non_replicated_deduplication_window = 10000,
    fsync_after_insert = 1,
    fsync_part_directory = 1;
