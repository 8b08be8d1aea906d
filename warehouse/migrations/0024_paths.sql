-- The path of each conversion, settled: what reports read in place of the events; and how far the settler has come.

-- Whom the events of an arrival name, and whether any of them may change a path: a click, a conversion, or whoever is
-- named. Rows of before may.
alter table arrivals
    add column if not exists customers Array(String),
    add column if not exists addresses Array(String),
    add column if not exists touches_paths Bool default true;

create materialized view if not exists event_arrivals_v3 to arrivals as
select
    site_id,
    now64(3) as stored_at,
    min(timestamp) as happened_from,
    visitor_id,
    if(type in ('lead', 'sale', 'refund', 'dispute', 'identify'), events.customer_id, '') as customer_id,
    if(type in ('lead', 'sale', 'refund', 'dispute'), events.order_id, '') as order_id,
    groupUniqArrayIf(events.customer_id, events.customer_id != '') as customers,
    groupUniqArrayIf(email_hash, email_hash != '') as addresses,
    max(type in ('click', 'lead', 'sale') or events.customer_id != '' or email_hash != '') as touches_paths
from events
group by site_id, visitor_id, customer_id, order_id;

drop view if exists event_arrivals_v2;

create materialized view if not exists standing_arrivals_v2 to arrivals as
select
    site_id,
    now64(3) as stored_at,
    min(timestamp) as happened_from,
    visitor_id,
    customer_id,
    order_id,
    groupUniqArrayIf(standing_conversions.customer_id, standing_conversions.customer_id != '') as customers,
    groupUniqArrayIf(email_hash, email_hash != '') as addresses,
    true as touches_paths
from standing_conversions
group by site_id, visitor_id, customer_id, order_id;

drop view if exists standing_arrivals_v1;

-- A duplicate that changes how its conversion stands arrives by that.
create materialized view if not exists duplicate_arrivals_v2 to arrivals as
select
    site_id, now64(3) as stored_at, min(timestamp) as happened_from, visitor_id, customer_id, order_id,
    false as touches_paths
from duplicates
where order_id != ''
group by site_id, visitor_id, customer_id, order_id;

drop view if exists duplicate_arrivals_v1;

-- One row per conversion and version; query it with `final` and for one generation. made_at, sharding_key: as in
-- `standing_conversions`. version: the settler's turn, in milliseconds. generation: the turn with which the site was
-- begun again; rows of another one are left over. is_crowded: of a person with so many clicks and conversions that the path
-- is computed when it is read; then it has no clicks here. clicks: those that may be touches under any rules, in the
-- order of time, without who made them; of those before the longest window the last one of the ref that the conversion
-- names.
create table if not exists settled_paths
(
    site_id UInt32,
    made_at DateTime64(3, 'UTC') codec (DoubleDelta, ZSTD(1)),
    event_id UUID,
    version UInt64 codec (ZSTD(1)),
    generation UInt64 codec (ZSTD(1)),
    sharding_key UInt64 codec (ZSTD(1)),
    is_crowded Bool,
    type LowCardinality(String),
    timestamp DateTime64(3, 'UTC') codec (DoubleDelta, ZSTD(1)),
    order_id String codec (ZSTD(1)),
    currency LowCardinality(String),
    gross_minor Int64 codec (ZSTD(1)),
    ref LowCardinality(String),
    promo_code LowCardinality(String),
    channel LowCardinality(String),
    link LowCardinality(String),
    sub_id String codec (ZSTD(1)),
    utm_source LowCardinality(String),
    utm_medium LowCardinality(String),
    utm_campaign LowCardinality(String),
    country LowCardinality(String),
    clicks Nested
    (
        touched_at DateTime64(3, 'UTC'),
        event_id UUID,
        ref LowCardinality(String),
        promo_code LowCardinality(String),
        channel LowCardinality(String),
        link LowCardinality(String),
        sub_id String,
        utm_source LowCardinality(String),
        utm_medium LowCardinality(String),
        utm_campaign LowCardinality(String),
        country LowCardinality(String),
        names_ref Bool,
        is_claim Bool,
        is_late Bool
    )
)
engine = ReplacingMergeTree(version)
partition by toYYYYMM(made_at)
order by (site_id, made_at, event_id)
settings
    non_replicated_deduplication_window = 10000,
    fsync_after_insert = 1,
    fsync_part_directory = 1;

-- The settler's last turn of each site. turn: when it began, in milliseconds of the warehouse's clock. watermark: arrivals
-- stored before it are in `settled_paths`. waiting_months: those of this generation that are not settled yet, in their order; until
-- there are none, nobody reads the site's paths. crowded: conversions whose path is computed when it is read.
create table if not exists settler_turns
(
    site_id UInt32,
    turn UInt64,
    generation UInt64,
    window_ms Int64,
    watermark DateTime64(3, 'UTC'),
    waiting_months Array(Date),
    crowded UInt64,
    conversions UInt64,
    milliseconds UInt64
)
engine = ReplacingMergeTree(turn)
order by site_id
settings
    non_replicated_deduplication_window = 10000,
    fsync_after_insert = 1,
    fsync_part_directory = 1;
