-- What may be a touch of a conversion: clicks, and what the conversion itself names in place of one. Continues
-- *clicks_of_conversions.sql.
-- Grain of `possible_touches`: one click, conversion and identity; or one conversion and `stand_in`, 1 for its ref, 2 for
-- its promo code. Whose click it was matters in clicks_of_period.sql alone.
    possible_touches as
    (
        select
            touched_at, event_id, ref, promo_code, channel, link, sub_id, utm_source, utm_medium, utm_campaign, country,
            toUnixTimestamp64Milli(touched_at) as touched_ms,
            '' as visitor_id,
            '' as named_person,
            0 as stand_in,
            conversion_id,
            converted_at,
            named_ref,
            is_claim,
            is_late,
            ('', '', '', toInt64(0)) as conversion_fields
        from considered_clicks
        union all
        select
            timestamp, event_id, ref, promo_code, channel, link, sub_id, utm_source, utm_medium, utm_campaign, country,
            toUnixTimestamp64Milli(timestamp),
            '' as visitor_id,
            '' as named_person,
            arrayJoin(if(ref = '', [2], [1, 2])) as stand_in,
            event_id as conversion_id,
            timestamp as converted_at,
            '' as named_ref,
            false as is_claim,
            false as is_late,
            (toString(type), order_id, toString(currency), gross_minor) as conversion_fields
        from selected_conversions
    ),
