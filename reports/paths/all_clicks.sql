-- All clicks, those of people with a conversion once for each. Continues clicks.sql.
-- Grain of `considered_clicks`: one click, conversion and identity; the conversion's columns are zero where there is none.
    considered_clicks as
    (
        select
            if(is_his and is_late, happened_at, timestamp) as touched_at,
            event_id, ref, promo_code, channel, link, sub_id, utm_source, utm_medium, utm_campaign, country,
            identity,
            toUnixTimestamp64Milli(timestamp) >= from_ms and toUnixTimestamp64Milli(timestamp) < until_ms and common_basis != 0 as is_his,
            if(is_his, found_id, toUUID('00000000-0000-0000-0000-000000000000')) as conversion_id,
            if(is_his, found_at, fromUnixTimestamp64Milli(0, 'UTC')) as converted_at,
            if(timestamp <= converted_at, named_ref, '') as named_ref,
            bitAnd(basis, owners_basis) as common_basis,
            common_basis = 2 as is_claim,
            not is_of_server and (timestamp > converted_at or received_at > clicks_until) as is_late
        from clicks
        left join
        (
            select
                identity, conversion_id as found_id, converted_at as found_at, clicks_until, named_ref, from_ms, until_ms,
                basis
            from conversion_identities
        ) as conversion_identities using (identity)
    ),
