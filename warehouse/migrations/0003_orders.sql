-- Orders, their refunds, and all conversions, each a narrow table filled from `events`.

-- One row per sale with an order id: the look-up that keeps a sale unique by (site, order).
-- is_test: test sales and real sales of the same order do not exclude each other.
create table if not exists orders
(
    site_id UInt32,
    order_id String,
    event_id UUID,
    batch UInt64,
    is_test Bool
)
engine = MergeTree
order by (site_id, order_id)
settings
    non_replicated_deduplication_window = 10000,
    fsync_after_insert = 1,
    fsync_part_directory = 1,
    index_granularity = 1024;

create materialized view if not exists orders_v1 to orders as
select site_id, order_id, event_id, batch, traffic = 'test' as is_test
from events
where type = 'sale' and order_id != '';

-- The refunds of an order. A refund counts only against a sale of its currency; an empty one means the sale's.
create table if not exists order_refunds
(
    site_id UInt32,
    order_id String,
    event_id UUID,
    timestamp DateTime64(3, 'UTC'),
    amount_minor Nullable(Int64),
    currency LowCardinality(String)
)
engine = MergeTree
order by (site_id, order_id)
settings non_replicated_deduplication_window = 10000;

create materialized view if not exists order_refunds_v1 to order_refunds as
select site_id, order_id, event_id, timestamp, amount_minor, currency
from events
where type = 'refund' and order_id != '' and traffic != 'test';

-- One row per lead and sale, without tests, sorted by time: a report finds the conversions of a period, or one by its
-- id, without scanning the events.
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
    non_replicated_deduplication_window = 10000,
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
