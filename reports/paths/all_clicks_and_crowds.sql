-- All clicks, those of people with a conversion once for each; those of crowds only for the conversions that count them.
-- Continues crowd_joins.sql.
-- Grain of `considered_clicks`: as in all_clicks.sql. A click of a crowd's person that no conversion counts stands there with
-- a conversion that does not exist, and is no touch.
    spans_of_crowds as
    (
        select
            identity,
            groupUniqArray((from_ms, until_ms, basis)) as spans
        from conversion_identities
        where identity in {crowd_ids:Array(String)}
        group by identity
    ),
    considered_clicks as
    (
        select
            if(is_his and is_late, happened_at, timestamp) as touched_at,
            event_id, ref, promo_code, channel, link, sub_id, utm_source, utm_medium, utm_campaign, country,
            identity,
            toUnixTimestamp64Milli(timestamp) >= from_ms
            and toUnixTimestamp64Milli(timestamp) < until_ms
            and common_basis != 0
            and (crowd = 0 or (timestamp <= found_at and click_key >= first_key)) as is_his,
            multiIf(
                is_his, found_id,
                arrayExists(
                    span -> toUnixTimestamp64Milli(timestamp) >= span.1
                    and toUnixTimestamp64Milli(timestamp) < span.2
                    and bitAnd(span.3, owners_basis) != 0,
                    spans
                ), toUUID('ffffffff-ffff-ffff-ffff-ffffffffffff'),
                toUUID('00000000-0000-0000-0000-000000000000')
            ) as conversion_id,
            if(is_his, found_at, fromUnixTimestamp64Milli(0, 'UTC')) as converted_at,
            if(timestamp <= converted_at, named_ref, '') as named_ref,
            bitAnd(basis, owners_basis) as common_basis,
            common_basis = 2 as is_claim,
            not is_of_server and (timestamp > converted_at or received_at > clicks_until) as is_late
        from joinable_clicks
        left join joinable_conversions using (crowd, own_identity, slot)
        left join spans_of_crowds using (identity)
    ),
