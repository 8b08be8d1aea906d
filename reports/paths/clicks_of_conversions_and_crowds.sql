-- The clicks of people with a conversion, once for each conversion that follows; those of crowded people by
-- crowd_clicks.sql, which this continues.
-- Grain of `considered_clicks`: one click and conversion.
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
        inner join conversion_identities using (identity)
        where timestamp <= converted_at
          and identity not in {identities_of_crowds:Array(String)}
        union all
        select
            timestamp, event_id, ref, promo_code, channel, link, sub_id, utm_source, utm_medium, utm_campaign, country,
            identity,
            conversion_id,
            converted_at,
            named_ref
        from crowd_pairs
    ),
