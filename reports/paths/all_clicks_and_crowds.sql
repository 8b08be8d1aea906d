-- All clicks, those of people with a conversion once for each; those of crowded people only for the conversions that
-- count them. Continues crowd_joins.sql.
-- Grain of `considered_clicks`: as in all_clicks.sql; where a browser of a person has a conversion of another person,
-- a click without conversion may stand there several times.
-- Params: buying_identities: the crowded identities with a conversion.
    considered_clicks as
    (
        select
            timestamp, event_id, ref, promo_code, channel, link, sub_id, utm_source, utm_medium, utm_campaign, country,
            identity,
            if(is_counted, found_conversion_id, toUUID('00000000-0000-0000-0000-000000000000')) as conversion_id,
            if(is_counted, found_converted_at, fromUnixTimestamp64Milli(0, 'UTC')) as converted_at,
            named_ref
        from
        (
            select
                timestamp, event_id, ref, promo_code, channel, link, sub_id, utm_source, utm_medium, utm_campaign, country,
                identity,
                conversion_id as found_conversion_id,
                converted_at as found_converted_at,
                named_ref,
                crowd = 0 or (
                    conversion_id != toUUID('00000000-0000-0000-0000-000000000000')
                    and timestamp <= converted_at
                    and click_key >= first_key
                    and only_identity in ('', identity)
                ) as is_counted
            from joinable_clicks
            left join joinable_conversions using (crowd, own_identity, slot)
        )
        where is_counted or identity not in {buying_identities:Array(String)}
    ),
