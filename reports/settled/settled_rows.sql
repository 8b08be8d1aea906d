-- Conversions of a period with the clicks that the settler has kept of them. rows_in_hand.sql or settled_conversions.sql
-- continues it.
-- Grain of `settled_rows`: one conversion.
-- Params: site_id; generation: of the site's paths; types: of which conversions; from_ms, to_ms: half-open period of them;
-- conversion_ids: only these, empty for all; left_out_ids: but not these.
with
    settled_rows as
    (
        select
            event_id, type, timestamp, order_id, currency, gross_minor, ref, promo_code, channel, link, sub_id,
            utm_source, utm_medium, utm_campaign, country,
            arrayZip(
                clicks.touched_at, clicks.event_id, clicks.ref, clicks.promo_code, clicks.channel, clicks.link,
                clicks.sub_id, clicks.utm_source, clicks.utm_medium, clicks.utm_campaign, clicks.country,
                clicks.names_ref, clicks.is_claim, clicks.is_late
            ) as clicks
        from settled_paths final
        where site_id = {site_id:UInt32}
          and generation = {generation:UInt64}
          and type in {types:Array(String)}
          and timestamp >= fromUnixTimestamp64Milli({from_ms:Int64}, 'UTC')
          and timestamp < fromUnixTimestamp64Milli({to_ms:Int64}, 'UTC')
          and (empty({conversion_ids:Array(String)}) or toString(event_id) in {conversion_ids:Array(String)})
          and (empty({left_out_ids:Array(String)}) or toString(event_id) not in {left_out_ids:Array(String)})
