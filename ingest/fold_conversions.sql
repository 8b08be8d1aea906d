-- Writes how conversions stand by all of their reports. Of several rows of one the latest to count its reports is valid.
-- Grain: one conversion.
-- Params: site_ids and conversion_keys, equally long.
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
from folded_conversions_v2
where (site_id, conversion_key) in
    (
        select
            report.1,
            report.2
        from (select arrayJoin(arrayZip({site_ids:Array(UInt32)}, {conversion_keys:Array(String)})) as report)
    )
