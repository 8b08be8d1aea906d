-- Each click once for every identity that it carries. Continues clicks.sql.
-- Grain of `clicks`: one click and identity. owners_basis: see people.sql.
    clicks as
    (
        select
            timestamp, event_id, ref, promo_code, channel, link, sub_id, utm_source, utm_medium, utm_campaign, country,
            received_at, happened_at, is_of_server,
            arrayJoin(identities) as identity,
            3 as owners_basis
        from found_clicks
    ),
