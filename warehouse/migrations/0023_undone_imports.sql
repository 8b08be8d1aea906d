-- What taking an import back needs: whose a duplicate was, what would be stored of it now, and which events leave.

-- import_id: of the file that it came from. line: the event as it was on the stream, without address and user agent, where
-- taking an import back may let it count: it came from an import, or one of an import was stored before it; else empty.
alter table duplicates
    add column if not exists import_id String codec (ZSTD(1)),
    add column if not exists line String codec (ZSTD(1));

-- The events of an import that is being taken back, with the conversion of each; empty between undos.
create table if not exists events_to_undo
(
    site_id UInt32,
    import_id String,
    event_id UUID,
    conversion_id UUID,
    timestamp DateTime64(3, 'UTC')
)
engine = ReplacingMergeTree
order by (site_id, import_id, event_id)
settings
    non_replicated_deduplication_window = 10000,
    fsync_after_insert = 1,
    fsync_part_directory = 1;

-- The first report of each conversion; what later reports change, ingest folds into it. An event that comes again after
-- its import was taken back may have the id of a conversion that stood by others meanwhile: it is a later report of it.
create materialized view if not exists standing_conversions_v2 to standing_conversions as
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
where type in ('lead', 'sale') and traffic != 'test' and event_id = conversion_id and report_number = 0;

drop view if exists standing_conversions_v1;

-- Each conversion as its reports together say, as before, but when it was made is said by the report of the lowest number: no
-- later report changes that.
create view if not exists folded_conversions_v2 as
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
        (report_number, received_at, event_id) as received,
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

drop view if exists folded_conversions_v1;
