-- Begins the statement that writes settled paths, those of any number of months.
insert into settled_paths
(
    site_id, made_at, event_id, version, generation, sharding_key, is_crowded, type, timestamp, order_id, currency,
    gross_minor, ref, promo_code, channel, link, sub_id, utm_source, utm_medium, utm_campaign, country,
    clicks.touched_at, clicks.event_id, clicks.ref, clicks.promo_code, clicks.channel, clicks.link, clicks.sub_id,
    clicks.utm_source, clicks.utm_medium, clicks.utm_campaign, clicks.country, clicks.names_ref, clicks.is_claim,
    clicks.is_late
)
settings max_partitions_per_insert_block = 0
