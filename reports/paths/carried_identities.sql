-- Each click once for every identity that it carries. Continues clicks.sql.
-- Grain of `clicks`: one click and identity. is_owned_by_claim: the browser belonged to this identity by a claim alone.
    clicks as
    (
        select
            timestamp, event_id, ref, promo_code, channel, link, sub_id, utm_source, utm_medium, utm_campaign, country,
            received_at, happened_at, is_of_server,
            arrayJoin(identities) as identity,
            false as is_owned_by_claim
        from found_clicks
    ),
