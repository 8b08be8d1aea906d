-- The clicks of people with a conversion, once for each conversion that follows and counts them. Continues
-- crowd_joins.sql.
-- Grain of `considered_clicks`: as in clicks_of_conversions.sql.
    considered_clicks as
    (
        select
            if(is_late, happened_at, timestamp) as touched_at,
            event_id, ref, promo_code, channel, link, sub_id, utm_source, utm_medium, utm_campaign, country,
            found_id as conversion_id,
            found_at as converted_at,
            if(timestamp <= converted_at, named_ref, '') as named_ref,
            bitAnd(basis, owners_basis) as common_basis,
            common_basis = 2 as is_claim,
            not is_of_server and (timestamp > converted_at or received_at > clicks_until) as is_late
        from joinable_clicks
        inner join joinable_conversions using (crowd, own_identity, slot)
        where common_basis != 0
          and touched_at <= converted_at
          and click_key >= first_key
          and toUnixTimestamp64Milli(touched_at) >= from_ms
          and toUnixTimestamp64Milli(touched_at) < until_ms
    ),
