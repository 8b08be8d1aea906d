-- Hourly roll-up in UTC: clicks and visitors of refs and promo codes.
-- A late event counts in the hour in which it happened. Each class of traffic (human, bot, prefetch, preview, test) has
-- rows of its own.
-- ref: as in the link, in lower case. promo_code: in lower case, only where there is no ref.
-- visitors: the exact set of the visitors, as 64-bit hashes.
-- A partition is a year, because a report's time goes into opening parts (see docs/warehouse.md).
-- `prm rebuild-rollups` refills it from `events` and exchanges the whole table.
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
