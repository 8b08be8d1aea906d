-- The conversions of a period, as they stand. Other files continue it.
-- Grain of `selected_conversions`: one conversion. clicks_until: a browser's click must have reached us by then to earn: by
-- the moment that a server or an import names, or its reception if that is earlier; else by the reception of the report.
-- Params: site_id; from_ms, to_ms: half-open period of the conversions; made_from_ms, made_to_ms: of the moment by which the
-- table is sorted; types: of which; conversion_ids: only these, empty for all; left_out_ids: but not these.
with
    selected_conversions as
    (
        select
            event_id,
            made_at,
            sharding_key,
            type,
            timestamp,
            if(trust >= 4, least(timestamp, received_at), received_at) as clicks_until,
            source,
            visitor_id,
            customer_id,
            email_hash,
            order_id,
            currency,
            ifNull(amount_minor, 0) as gross_minor,
            ref,
            promo_code,
            channel,
            link,
            sub_id,
            utm_source,
            utm_medium,
            utm_campaign,
            country,
            ip_prefix
        from standing_conversions final
        where site_id = {site_id:UInt32}
          and made_at >= fromUnixTimestamp64Milli({made_from_ms:Int64}, 'UTC')
          and made_at < fromUnixTimestamp64Milli({made_to_ms:Int64}, 'UTC')
          and type in {types:Array(String)}
          and timestamp >= fromUnixTimestamp64Milli({from_ms:Int64}, 'UTC')
          and timestamp < fromUnixTimestamp64Milli({to_ms:Int64}, 'UTC')
          and (empty({conversion_ids:Array(String)}) or toString(event_id) in {conversion_ids:Array(String)})
          and (empty({left_out_ids:Array(String)}) or toString(event_id) not in {left_out_ids:Array(String)})
    ),
