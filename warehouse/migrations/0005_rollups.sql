-- Hourly roll-ups in UTC: clicks and visitors of refs and promo codes, links and channels.
-- A late event counts in the hour in which it happened. Each class of traffic (human, bot, prefetch, preview, test) has
-- rows of its own.
-- visitors: the exact set of the browsers, as 64-bit hashes.
-- A partition is a year: reports open few parts, which is what takes their time (see docs/warehouse.md).
-- `prm rebuild-rollups` refills them from `events` and exchanges the whole table.

-- ref: as in the link, in lower case. promo_code: in lower case, only where there is no ref.
create table if not exists rollup_partner_hours
(
    site_id UInt32,
    ref LowCardinality(String),
    promo_code LowCardinality(String),
    hour DateTime('UTC') codec (DoubleDelta, ZSTD(1)),
    traffic LowCardinality(String),
    clicks SimpleAggregateFunction(sum, UInt64) codec (T64, ZSTD(1)),
    visitors AggregateFunction(uniqExact, UInt64)
)
engine = AggregatingMergeTree
partition by toYear(hour)
order by (site_id, ref, promo_code, hour, traffic)
settings
    non_replicated_deduplication_window = 10000,
    fsync_after_insert = 1,
    fsync_part_directory = 1;

create materialized view if not exists rollup_partner_hours_v1 to rollup_partner_hours as
select
    site_id,
    lower(events.ref) as ref,
    if(events.ref = '', lower(events.promo_code), '') as promo_code,
    toStartOfHour(timestamp, 'UTC') as hour,
    traffic,
    count() as clicks,
    uniqExactStateIf(sipHash64(visitor_id), visitor_id != '') as visitors
from events
where type = 'click' and (events.ref != '' or events.promo_code != '')
group by site_id, ref, promo_code, hour, traffic;

create table if not exists rollup_link_hours
(
    site_id UInt32,
    link LowCardinality(String),
    hour DateTime('UTC') codec (DoubleDelta, ZSTD(1)),
    traffic LowCardinality(String),
    clicks SimpleAggregateFunction(sum, UInt64) codec (T64, ZSTD(1)),
    visitors AggregateFunction(uniqExact, UInt64)
)
engine = AggregatingMergeTree
partition by toYear(hour)
order by (site_id, link, hour, traffic)
settings
    non_replicated_deduplication_window = 10000,
    fsync_after_insert = 1,
    fsync_part_directory = 1;

create materialized view if not exists rollup_link_hours_v1 to rollup_link_hours as
select
    site_id,
    link,
    toStartOfHour(timestamp, 'UTC') as hour,
    traffic,
    count() as clicks,
    uniqExactStateIf(sipHash64(visitor_id), visitor_id != '') as visitors
from events
where type = 'click' and link != ''
group by site_id, link, hour, traffic;

-- visitors: those that clicked or viewed a page.
create table if not exists rollup_channel_hours
(
    site_id UInt32,
    channel LowCardinality(String),
    hour DateTime('UTC') codec (DoubleDelta, ZSTD(1)),
    traffic LowCardinality(String),
    clicks SimpleAggregateFunction(sum, UInt64) codec (T64, ZSTD(1)),
    pageviews SimpleAggregateFunction(sum, UInt64) codec (T64, ZSTD(1)),
    visitors AggregateFunction(uniqExact, UInt64)
)
engine = AggregatingMergeTree
partition by toYear(hour)
order by (site_id, channel, hour, traffic)
settings
    non_replicated_deduplication_window = 10000,
    fsync_after_insert = 1,
    fsync_part_directory = 1;

create materialized view if not exists rollup_channel_hours_v1 to rollup_channel_hours as
select
    site_id,
    channel,
    toStartOfHour(timestamp, 'UTC') as hour,
    traffic,
    countIf(type = 'click') as clicks,
    countIf(type = 'pageview') as pageviews,
    uniqExactStateIf(sipHash64(visitor_id), visitor_id != '') as visitors
from events
where type in ('click', 'pageview')
group by site_id, channel, hour, traffic;
