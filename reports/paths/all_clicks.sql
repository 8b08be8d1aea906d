-- All clicks, those of people with a conversion once for each. Continues clicks.sql.
-- Grain of `considered_clicks`: one click and conversion; the conversion's columns are zero where there is none.
    considered_clicks as
    (
        select
            timestamp, event_id, ref, promo_code, channel, link, sub_id, utm_source, utm_medium, utm_campaign, country,
            identity,
            conversion_id,
            converted_at,
            named_ref
        from clicks
        left join conversion_identities using (identity)
    ),
