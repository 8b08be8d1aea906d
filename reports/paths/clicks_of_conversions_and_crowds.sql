-- The clicks of people with a conversion, once for each conversion that follows and counts them. Continues
-- crowd_joins.sql.
-- Grain of `considered_clicks`: one click and conversion.
    considered_clicks as
    (
        select
            timestamp, event_id, ref, promo_code, channel, link, sub_id, utm_source, utm_medium, utm_campaign, country,
            identity,
            conversion_id,
            converted_at,
            named_ref
        from joinable_clicks
        inner join joinable_conversions using (crowd, own_identity, slot)
        where timestamp <= converted_at
          and click_key >= first_key
          and only_identity in ('', identity)
    ),
