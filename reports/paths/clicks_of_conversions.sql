-- The clicks of people with a conversion, once for each conversion that follows. Continues clicks.sql.
-- Grain of `considered_clicks`: one click, conversion and identity by which they are of one person. is_late: it came too
-- late to earn, though by its own time it would have.
    considered_clicks as
    (
        select
            if(is_late, happened_at, timestamp) as touched_at,
            event_id, ref, promo_code, channel, link, sub_id, utm_source, utm_medium, utm_campaign, country,
            conversion_id,
            converted_at,
            if(timestamp <= converted_at, named_ref, '') as named_ref,
            bitAnd(basis, owners_basis) as common_basis,
            common_basis = 2 as is_claim,
            not is_of_server and (timestamp > converted_at or received_at > clicks_until) as is_late
        from clicks
        inner join conversion_identities using (identity)
        where common_basis != 0
          and touched_at <= converted_at
          and toUnixTimestamp64Milli(touched_at) >= from_ms
          and toUnixTimestamp64Milli(touched_at) < until_ms
    ),
