-- One row per stored lead and sale, without tests: few rows beside the clicks, read by time, so that a report finds the
-- conversions of a period, and one conversion by its id, without reading the events.
create table if not exists conversions
(
    site_id UInt32,
    event_id UUID,
    type LowCardinality(String),
    timestamp DateTime64(3, 'UTC') codec (DoubleDelta, ZSTD(1)),
    visitor_id String codec (ZSTD(1)),
    customer_id String codec (ZSTD(1)),
    order_id String codec (ZSTD(1)),
    amount_minor Nullable(Int64) codec (ZSTD(1)),
    currency LowCardinality(String),
    ref LowCardinality(String),
    promo_code LowCardinality(String),
    channel LowCardinality(String),
    link LowCardinality(String),
    sub_id String codec (ZSTD(1)),
    utm_source LowCardinality(String),
    utm_medium LowCardinality(String),
    utm_campaign LowCardinality(String),
    country LowCardinality(String),
    network LowCardinality(String),
    ip_prefix LowCardinality(String)
)
engine = MergeTree
partition by toYYYYMM(timestamp)
order by (site_id, timestamp, event_id)
settings
    non_replicated_deduplication_window = 1000,
    fsync_after_insert = 1,
    fsync_part_directory = 1;

create materialized view if not exists conversions_v1 to conversions as
select
    site_id,
    event_id,
    type,
    timestamp,
    visitor_id,
    customer_id,
    order_id,
    amount_minor,
    currency,
    ref,
    promo_code,
    channel,
    link,
    sub_id,
    utm_source,
    utm_medium,
    utm_campaign,
    country,
    network,
    ip_prefix
from events
where type in ('lead', 'sale') and traffic != 'test';
