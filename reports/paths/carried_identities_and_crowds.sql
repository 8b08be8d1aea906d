-- As carried_identities.sql, and once for every crowded person to whom the browser belonged at that moment.
-- Continues clicks.sql and crowd_owners.sql.
-- Grain of `clicks`: one click and identity. owners_basis: see people.sql.
    clicks as
    (
        select
            timestamp, event_id, ref, promo_code, channel, link, sub_id, utm_source, utm_medium, utm_campaign, country,
            received_at, happened_at, is_of_server,
            arrayJoin(arrayConcat(
                arrayMap(named -> (named, 3), identities),
                arrayMap(owner -> (owner.1, owner.4), arrayFilter(
                    owner -> toUnixTimestamp64Milli(timestamp) >= owner.2 and toUnixTimestamp64Milli(timestamp) < owner.3,
                    owners
                ))
            )) as carried,
            carried.1 as identity,
            carried.2 as owners_basis
        from found_clicks
        left join owners_in_crowds using (visitor_id)
    ),
