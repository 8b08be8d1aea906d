-- The clicks of people with a conversion, once for each conversion that follows. Continues clicks.sql.
-- Grain of `considered_clicks`: one click and conversion.
    considered_clicks as
    (
        select
            timestamp, event_id, ref, promo_code, channel, link, sub_id, utm_source, utm_medium, utm_campaign, country,
            identity,
            conversion_id,
            converted_at,
            named_ref
        from clicks
        inner join conversion_identities using (identity)
        where timestamp <= converted_at
    ),
