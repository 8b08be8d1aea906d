-- Every report of a lead or sale that counts, and each conversion as its reports together say.

-- What a report is about. conversion_id: the first stored report of the same conversion, of that one its own id; zeros for
-- other types. conversion_key: what makes a conversion unique, made by ingest; empty: it is unique by itself.
-- report_number: how many reports of the conversion were stored before. trust: how far the source is believed
-- (events.enums.TRUST). version: of the amount. named_at: the browser's own time where the event counts at another one.
-- The defaults are those of rows from before these columns.
alter table events
    add column if not exists named_at DateTime64(3, 'UTC') codec (Delta, ZSTD(1)),
    add column if not exists conversion_id UUID
        default if(type in ('lead', 'sale'), event_id, toUUID('00000000-0000-0000-0000-000000000000')) codec (ZSTD(1)),
    add column if not exists conversion_key String
        default if(type = 'sale' and order_id != '', concat('o:', order_id), '') codec (ZSTD(1)),
    add column if not exists report_number UInt32 codec (ZSTD(1)),
    add column if not exists trust UInt8
        default transform(source, ['pixel', 'browser', 'redirect', 'signed', 'import', 'server'], [1, 2, 2, 3, 4, 5], 0),
    add column if not exists version Int64 codec (ZSTD(1)),
    add column if not exists refund_id String codec (ZSTD(1)),
    add column if not exists refunded_total_minor Nullable(Int64) codec (ZSTD(1)),
    add column if not exists state LowCardinality(String),
    add column if not exists subscription_id String codec (ZSTD(1)),
    add column if not exists payment_id String codec (ZSTD(1)),
    add column if not exists import_id String codec (ZSTD(1));

-- conversion_key: as in `events`. A report that may not make a conversion waits here, original_event_id zeros, for one of
-- its key.
alter table duplicates
    add column if not exists conversion_key String
        default if(type = 'sale' and order_id != '', concat('o:', order_id), ''),
    add column if not exists email_hash String,
    add column if not exists version Int64,
    add column if not exists is_test Bool;

-- One row per report in `events` of a lead or sale: the look-up that keeps a conversion unique by its key, and what is
-- folded into `standing_conversions`. is_test: test reports and real ones of the same key do not concern each other.
-- batch: 18446744073709551615 of a report that was erased; it names nobody and keeps its order from being stored again.
create table if not exists conversion_reports
(
    site_id UInt32,
    conversion_key String,
    conversion_id UUID,
    received_at DateTime64(3, 'UTC'),
    report_number UInt32,
    event_id UUID,
    type LowCardinality(String),
    timestamp DateTime64(3, 'UTC'),
    source LowCardinality(String),
    trust UInt8,
    version Int64,
    is_test Bool,
    traffic LowCardinality(String),
    visitor_id String,
    customer_id String,
    email_hash String,
    email_kind LowCardinality(String),
    name LowCardinality(String),
    order_id String,
    amount_minor Nullable(Int64),
    currency LowCardinality(String),
    ref LowCardinality(String),
    promo_code LowCardinality(String),
    channel LowCardinality(String),
    link LowCardinality(String),
    sub_id String,
    utm_source LowCardinality(String),
    utm_medium LowCardinality(String),
    utm_campaign LowCardinality(String),
    country LowCardinality(String),
    network LowCardinality(String),
    ip_prefix LowCardinality(String),
    ip_hash String,
    agent_hash UInt64,
    browser LowCardinality(String),
    zone LowCardinality(String),
    subscription_id String,
    batch UInt64
)
engine = ReplacingMergeTree
order by (site_id, conversion_key, conversion_id, received_at, event_id)
settings
    non_replicated_deduplication_window = 10000,
    fsync_after_insert = 1,
    fsync_part_directory = 1,
    index_granularity = 1024;

create materialized view if not exists conversion_reports_v1 to conversion_reports as
select
    site_id,
    conversion_key,
    conversion_id,
    received_at,
    report_number,
    event_id,
    type,
    timestamp,
    source,
    trust,
    version,
    traffic = 'test' as is_test,
    traffic,
    visitor_id,
    customer_id,
    email_hash,
    email_kind,
    name,
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
    ip_prefix,
    ip_hash,
    agent_hash,
    browser,
    properties['tz'] as zone,
    subscription_id,
    batch
from events
where type in ('lead', 'sale');

-- One row per conversion as it stands, without tests; query it with `final`: the row of the most reports is valid.
-- event_id: the conversion's id, that of its first report. made_at: when that one happened. timestamp, received_at: of the
-- first report that is trusted most. sharding_key: on a cluster all rows of a conversion are on the server of its first
-- report.
create table if not exists standing_conversions
(
    site_id UInt32,
    made_at DateTime64(3, 'UTC') codec (DoubleDelta, ZSTD(1)),
    event_id UUID,
    conversion_key String codec (ZSTD(1)),
    reports UInt32,
    sharding_key UInt64 codec (ZSTD(1)),
    type LowCardinality(String),
    timestamp DateTime64(3, 'UTC') codec (DoubleDelta, ZSTD(1)),
    received_at DateTime64(3, 'UTC') codec (DoubleDelta, ZSTD(1)),
    source LowCardinality(String),
    trust UInt8,
    version Int64 codec (ZSTD(1)),
    traffic LowCardinality(String),
    visitor_id String codec (ZSTD(1)),
    customer_id String codec (ZSTD(1)),
    email_hash String codec (ZSTD(1)),
    email_kind LowCardinality(String),
    name LowCardinality(String),
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
    ip_prefix LowCardinality(String),
    ip_hash String codec (ZSTD(1)),
    agent_hash UInt64 codec (ZSTD(1)),
    browser LowCardinality(String),
    zone LowCardinality(String),
    subscription_id String codec (ZSTD(1))
)
engine = ReplacingMergeTree(reports)
partition by toYYYYMM(made_at)
order by (site_id, made_at, event_id)
settings
    non_replicated_deduplication_window = 10000,
    fsync_after_insert = 1,
    fsync_part_directory = 1;

-- The first report of each conversion; what later reports change, ingest folds into it.
create materialized view if not exists standing_conversions_v1 to standing_conversions as
select
    site_id,
    timestamp as made_at,
    event_id,
    conversion_key,
    toUInt32(1) as reports,
    cityHash64(visitor_id) as sharding_key,
    type,
    timestamp,
    received_at,
    source,
    trust,
    version,
    traffic,
    visitor_id,
    customer_id,
    email_hash,
    email_kind,
    name,
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
    ip_prefix,
    ip_hash,
    agent_hash,
    browser,
    properties['tz'] as zone,
    subscription_id
from events
where type in ('lead', 'sale') and traffic != 'test' and event_id = conversion_id;

-- Each conversion as its reports together say, in the columns of `standing_conversions`. Of the reports that are trusted
-- most the first received speaks. Only where these are of servers or imports (trust of 4 and more) do later ones of them
-- add to it: they fill what was left empty, and the highest version gives amount and currency.
create view if not exists folded_conversions_v1 as
select
    site_id,
    made_at,
    conversion_id as event_id,
    conversion_key,
    reports,
    sharding_key,
    first_report.1 as type,
    first_report.2 as timestamp,
    first_report.3 as received_at,
    first_report.4 as source,
    most_trust as trust,
    amount_report.3 as version,
    first_report.5 as traffic,
    if(may_fill and visitor_report.1 = most_trust, visitor_report.2, first_report.6) as visitor_id,
    if(may_fill and customer_report.1 = most_trust, customer_report.2, first_report.7) as customer_id,
    if(may_fill and email_report.1 = most_trust, email_report.2, first_report.8) as email_hash,
    if(may_fill and email_report.1 = most_trust, email_report.3, first_report.9) as email_kind,
    first_report.10 as name,
    first_report.11 as order_id,
    amount_report.1 as amount_minor,
    amount_report.2 as currency,
    if(may_fill and ref_report.1 = most_trust, ref_report.2, first_report.12) as ref,
    if(may_fill and code_report.1 = most_trust, code_report.2, first_report.13) as promo_code,
    first_report.14 as channel,
    first_report.15 as link,
    first_report.16 as sub_id,
    first_report.17 as utm_source,
    first_report.18 as utm_medium,
    first_report.19 as utm_campaign,
    first_report.20 as country,
    first_report.21 as network,
    first_report.22 as ip_prefix,
    first_report.23 as ip_hash,
    first_report.24 as agent_hash,
    first_report.25 as browser,
    first_report.26 as zone,
    first_report.27 as subscription_id
from
(
    with
        (event_id != conversion_id, received_at, report_number, event_id) as received,
        (-toInt16(trust), received_at, report_number, event_id) as place
    select
        site_id,
        conversion_key,
        conversion_id,
        max(trust) as most_trust,
        most_trust >= 4 as may_fill,
        toUInt32(uniqExact(event_id)) as reports,
        argMin(timestamp, received) as made_at,
        argMin(cityHash64(visitor_id), received) as sharding_key,
        argMin(
            (type, timestamp, received_at, source, traffic, visitor_id, customer_id, email_hash, email_kind, name,
             order_id, ref, promo_code, channel, link, sub_id, utm_source, utm_medium, utm_campaign, country, network,
             ip_prefix, ip_hash, agent_hash, browser, zone, subscription_id),
            place
        ) as first_report,
        argMin((amount_minor, currency, version), (place.1, if(trust >= 4, -version, 0), place)) as amount_report,
        argMinIf((trust, visitor_id), place, visitor_id != '') as visitor_report,
        argMinIf((trust, customer_id), place, customer_id != '') as customer_report,
        argMinIf((trust, email_hash, email_kind), place, email_hash != '') as email_report,
        argMinIf((trust, ref), place, ref != '') as ref_report,
        argMinIf((trust, promo_code), place, promo_code != '') as code_report
    from conversion_reports
    where not is_test and batch != 18446744073709551615
    group by site_id, conversion_key, conversion_id
);

-- The views fill what is stored from now on; these statements fill what was stored before, and may run again.
insert into conversion_reports
    (site_id, conversion_key, conversion_id, received_at, report_number, event_id, type, timestamp, source, trust, version,
     is_test, traffic, visitor_id, customer_id, email_hash, email_kind, name, order_id, amount_minor, currency, ref,
     promo_code, channel, link, sub_id, utm_source, utm_medium, utm_campaign, country, network, ip_prefix, ip_hash,
     agent_hash, browser, zone, subscription_id, batch)
settings insert_deduplicate = 0
select
    site_id, conversion_key, conversion_id, received_at, report_number, event_id, type, timestamp, source, trust, version,
    traffic = 'test', traffic, visitor_id, customer_id, email_hash, email_kind, name, order_id, amount_minor, currency, ref,
    promo_code, channel, link, sub_id, utm_source, utm_medium, utm_campaign, country, network, ip_prefix, ip_hash,
    agent_hash, browser, properties['tz'], subscription_id, batch
from events
where type in ('lead', 'sale');

-- Conversions whose events have expired: who reported them is not known any more.
insert into conversion_reports
    (site_id, conversion_key, conversion_id, received_at, event_id, type, timestamp, traffic, visitor_id, customer_id,
     order_id, amount_minor, currency, ref, promo_code, channel, link, sub_id, utm_source, utm_medium, utm_campaign, country,
     network, ip_prefix)
settings insert_deduplicate = 0
select
    site_id, if(type = 'sale' and order_id != '', concat('o:', order_id), ''), event_id, timestamp, event_id, type,
    timestamp, 'human', visitor_id, customer_id, order_id, amount_minor, currency, ref, promo_code, channel, link, sub_id,
    utm_source, utm_medium, utm_campaign, country, network, ip_prefix
from conversions
where (site_id, event_id) not in (select site_id, event_id from conversion_reports);

-- Orders of tests whose events have expired, and of sales that were erased.
insert into conversion_reports
    (site_id, conversion_key, conversion_id, event_id, type, order_id, is_test, batch)
settings insert_deduplicate = 0
select site_id, concat('o:', order_id), event_id, event_id, 'sale', order_id, is_test, batch
from orders
where (site_id, event_id) not in (select site_id, event_id from conversion_reports);

insert into standing_conversions
    (site_id, made_at, event_id, conversion_key, reports, sharding_key, type, timestamp, received_at, source, trust, version,
     traffic, visitor_id, customer_id, email_hash, email_kind, name, order_id, amount_minor, currency, ref, promo_code,
     channel, link, sub_id, utm_source, utm_medium, utm_campaign, country, network, ip_prefix, ip_hash, agent_hash, browser,
     zone, subscription_id)
settings insert_deduplicate = 0, max_partitions_per_insert_block = 0
select
    site_id, made_at, event_id, conversion_key, reports, sharding_key, type, timestamp, received_at, source, trust, version,
    traffic, visitor_id, customer_id, email_hash, email_kind, name, order_id, amount_minor, currency, ref, promo_code,
    channel, link, sub_id, utm_source, utm_medium, utm_campaign, country, network, ip_prefix, ip_hash, agent_hash, browser,
    zone, subscription_id
from folded_conversions_v1;
