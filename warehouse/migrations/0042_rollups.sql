-- Roll-ups by hour in UTC: what partners, links and channels brought, ready-made sums in place of the events.
-- A late event lands in its own hour. traffic: people, bots, prefetches, previews and tests, each class in rows of its own.
-- currency: of the amounts, empty beside clicks. gross_minor: sales before refunds.
-- visitors: the exact set of the browsers that clicked (or came to the site, of channels), as 64-bit hashes.
-- They are remade from `events` by `prm rebuild-rollups`, which exchanges the whole table.

-- ref: in lower case, as it stood in the link. promo_code: in lower case, only where there is no ref.
create table if not exists rollup_partner_hours
(
    site_id UInt32,
    ref LowCardinality(String),
    promo_code LowCardinality(String),
    hour DateTime('UTC') codec (DoubleDelta, ZSTD(1)),
    traffic LowCardinality(String),
    currency LowCardinality(String),
    clicks SimpleAggregateFunction(sum, UInt64) codec (T64, ZSTD(1)),
    visitors AggregateFunction(uniqExact, UInt64),
    leads SimpleAggregateFunction(sum, UInt64) codec (T64, ZSTD(1)),
    sales SimpleAggregateFunction(sum, UInt64) codec (T64, ZSTD(1)),
    gross_minor SimpleAggregateFunction(sum, Int64) codec (T64, ZSTD(1))
)
engine = AggregatingMergeTree
partition by toYYYYMM(hour)
order by (site_id, ref, promo_code, hour, traffic, currency)
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
    currency,
    countIf(type = 'click') as clicks,
    uniqExactStateIf(sipHash64(visitor_id), type = 'click' and visitor_id != '') as visitors,
    countIf(type = 'lead') as leads,
    countIf(type = 'sale') as sales,
    sumIf(ifNull(amount_minor, 0), type = 'sale') as gross_minor
from events
where type in ('click', 'lead', 'sale') and (events.ref != '' or events.promo_code != '')
group by site_id, ref, promo_code, hour, traffic, currency;

create table if not exists rollup_link_hours
(
    site_id UInt32,
    link LowCardinality(String),
    hour DateTime('UTC') codec (DoubleDelta, ZSTD(1)),
    traffic LowCardinality(String),
    currency LowCardinality(String),
    clicks SimpleAggregateFunction(sum, UInt64) codec (T64, ZSTD(1)),
    visitors AggregateFunction(uniqExact, UInt64),
    leads SimpleAggregateFunction(sum, UInt64) codec (T64, ZSTD(1)),
    sales SimpleAggregateFunction(sum, UInt64) codec (T64, ZSTD(1)),
    gross_minor SimpleAggregateFunction(sum, Int64) codec (T64, ZSTD(1))
)
engine = AggregatingMergeTree
partition by toYYYYMM(hour)
order by (site_id, link, hour, traffic, currency)
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
    currency,
    countIf(type = 'click') as clicks,
    uniqExactStateIf(sipHash64(visitor_id), type = 'click' and visitor_id != '') as visitors,
    countIf(type = 'lead') as leads,
    countIf(type = 'sale') as sales,
    sumIf(ifNull(amount_minor, 0), type = 'sale') as gross_minor
from events
where type in ('click', 'lead', 'sale') and link != ''
group by site_id, link, hour, traffic, currency;

create table if not exists rollup_channel_hours
(
    site_id UInt32,
    channel LowCardinality(String),
    hour DateTime('UTC') codec (DoubleDelta, ZSTD(1)),
    traffic LowCardinality(String),
    currency LowCardinality(String),
    clicks SimpleAggregateFunction(sum, UInt64) codec (T64, ZSTD(1)),
    pageviews SimpleAggregateFunction(sum, UInt64) codec (T64, ZSTD(1)),
    visitors AggregateFunction(uniqExact, UInt64),
    leads SimpleAggregateFunction(sum, UInt64) codec (T64, ZSTD(1)),
    sales SimpleAggregateFunction(sum, UInt64) codec (T64, ZSTD(1)),
    gross_minor SimpleAggregateFunction(sum, Int64) codec (T64, ZSTD(1))
)
engine = AggregatingMergeTree
partition by toYYYYMM(hour)
order by (site_id, channel, hour, traffic, currency)
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
    currency,
    countIf(type = 'click') as clicks,
    countIf(type = 'pageview') as pageviews,
    uniqExactStateIf(sipHash64(visitor_id), type in ('click', 'pageview') and visitor_id != '') as visitors,
    countIf(type = 'lead') as leads,
    countIf(type = 'sale') as sales,
    sumIf(ifNull(amount_minor, 0), type = 'sale') as gross_minor
from events
where type in ('click', 'pageview', 'lead', 'sale')
group by site_id, channel, hour, traffic, currency;
