-- Clicks and conversions with what joins them: the identity of ordinary people, the part of time of crowds, whose clicks and
-- conversions would be too many pairs. A conversion visits only the parts with the newest clicks before it.
-- Continues carried_identities_and_crowds.sql.
-- Grain of `joinable_clicks`: one click and identity; of `joinable_conversions`: one conversion, identity and visited part.
-- Params: those of clicks.sql; crowd_ids: the ids, whose crowds crowd_clicks.sql numbers; crowd_slots: the keys with which
-- the parts begin; visits: crowd and conversion, with visit_starts, visit_counts: the first part and how many; visit_keys: of the first
-- click that counts.
    (select {crowd_ids:Array(String)}) as known_crowds,
    (select {crowd_slots:Array(UInt64)}) as slots,
    (select {visits:Array(String)}) as known_visits,
    (select {visit_starts:Array(UInt32)}) as starts_of_visits,
    (select {visit_counts:Array(UInt32)}) as counts_of_visits,
    (select {visit_keys:Array(UInt64)}) as keys_of_visits,
    joinable_clicks as
    (
        select
            timestamp, event_id, ref, promo_code, channel, link, sub_id, utm_source, utm_medium, utm_campaign, country,
            received_at, happened_at, is_of_server, identity, owners_basis,
            transform(identity, known_crowds, arrayEnumerate(known_crowds), toUInt32(0)) as crowd_id,
            if(crowd_id = 0, toUInt32(0), toUInt32(2 * crowd_id - (owners_basis = 2))) as crowd,
            if(crowd = 0, identity, '') as own_identity,
            if(crowd = 0, toUInt64(0), toUInt64(
                bitShiftLeft(toUInt64(crowd % 8192), 51)
                + bitShiftLeft(toUInt64(greatest(
                    toUnixTimestamp64Milli(timestamp) - {from_ms:Int64} + {longest_window_ms:Int64}, 0
                )), 12)
                + bitAnd(toUInt128(event_id), 4095)
            )) as click_key,
            if(crowd = 0, toUInt64(0), roundDown(click_key, slots)) as slot
        from clicks
    ),
    joinable_conversions as
    (
        select
            conversion_id as found_id,
            converted_at as found_at,
            clicks_until,
            named_ref,
            from_ms,
            until_ms,
            basis,
            transform(identity, known_crowds, arrayEnumerate(known_crowds), toUInt32(0)) as crowd_id,
            arrayJoin(if(crowd_id = 0, [toUInt32(0)], [toUInt32(2 * crowd_id), toUInt32(2 * crowd_id - 1)])) as crowd,
            if(crowd = 0, identity, '') as own_identity,
            if(crowd = 0, 0, transform(
                toString(crowd) || ' ' || toString(conversion_id), known_visits, arrayEnumerate(known_visits), 0
            )) as visit,
            keys_of_visits[visit] as first_key,
            arrayJoin(if(crowd = 0, [toUInt64(0)], arraySlice(
                slots, starts_of_visits[visit], counts_of_visits[visit]
            ))) as slot
        from conversion_identities
    ),
