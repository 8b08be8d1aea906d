-- All clicks, those of people with a conversion once for each; those of crowded people by crowd_clicks.sql, which this
-- continues.
-- Grain of `considered_clicks`: as in all_clicks.sql; the clicks of a crowded person after its conversions are not there.
-- Params: identities_of_crowds.
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
        where identity not in {identities_of_crowds:Array(String)}
        union all
        select
            timestamp, event_id, ref, promo_code, channel, link, sub_id, utm_source, utm_medium, utm_campaign, country,
            identity,
            conversion_id,
            converted_at,
            named_ref
        from crowd_pairs
    ),
