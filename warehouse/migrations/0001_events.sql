-- Every stored event, and the ids of all of them.

-- One row per stored event. Sorted by site, then visitor, then time; partitioned by month.
-- amount_minor: minor units of currency; null where the event has none (like a full refund).
-- batch: hash of the ingest batch that wrote the row (see ingest).
-- fsync: an acknowledged batch is removed from Redis, so from then on a power cut must not lose it here.
-- ttl: the parts of an expired month are dropped as a whole, never rewritten.
-- codecs, and vertical merges only from a million rows on: measured, see docs/warehouse.md.
create table if not exists events
(
    site_id UInt32,
    event_id UUID,
    type LowCardinality(String),
    timestamp DateTime64(3, 'UTC') codec (Delta, ZSTD(1)),
    received_at DateTime64(3, 'UTC') codec (Delta, ZSTD(1)),
    source LowCardinality(String),
    traffic LowCardinality(String),
    consent LowCardinality(String),
    visitor_id String codec (ZSTD(1)),
    customer_id String codec (ZSTD(1)),
    ref LowCardinality(String),
    sub_id String codec (ZSTD(1)),
    link LowCardinality(String),
    promo_code LowCardinality(String),
    channel LowCardinality(String),
    utm_source LowCardinality(String),
    utm_medium LowCardinality(String),
    utm_campaign LowCardinality(String),
    click_id_kind LowCardinality(String),
    url String codec (ZSTD(1)),
    url_path String codec (ZSTD(1)),
    referrer String codec (ZSTD(1)),
    referrer_host LowCardinality(String) codec (ZSTD(1)),
    name LowCardinality(String),
    order_id String codec (ZSTD(1)),
    amount_minor Nullable(Int64) codec (ZSTD(1)),
    currency LowCardinality(String),
    email_hash String codec (ZSTD(1)),
    email_kind LowCardinality(String),
    properties Map(LowCardinality(String), String) codec (ZSTD(1)),
    country LowCardinality(String),
    city LowCardinality(String) codec (ZSTD(1)),
    asn UInt32 codec (ZSTD(1)),
    network LowCardinality(String),
    ip_hash String codec (ZSTD(1)),
    ip_prefix LowCardinality(String) codec (ZSTD(1)),
    browser LowCardinality(String),
    os LowCardinality(String),
    device LowCardinality(String),
    agent_hash UInt64 codec (ZSTD(1)),
    batch UInt64 codec (Delta, ZSTD(1))
)
engine = MergeTree
partition by toYYYYMM(timestamp)
order by (site_id, visitor_id, timestamp, event_id)
settings
    non_replicated_deduplication_window = 10000,
    fsync_after_insert = 1,
    fsync_part_directory = 1,
    ttl_only_drop_parts = 1,
    materialize_ttl_recalculate_only = 1,
    vertical_merge_algorithm_min_rows_to_activate = 1000000;

-- The narrow look-up of stored ids. UUIDToNum keeps the byte order, so version 7 ids sort by time.
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
