-- Clicks and conversions with what joins them: the identity of ordinary people, the part of time of crowded ones, whose
-- clicks and conversions would be too many pairs. A conversion visits only the parts with the newest clicks before it.
-- Continues clicks.sql.
-- Grain of `joinable_clicks`: one click; of `joinable_conversions`: one conversion, identity and visited part.
-- Params: those of clicks.sql; identities_of_crowds, numbers_of_crowds, persons_of_crowds: see crowd_conversions.sql;
-- crowd_slots: the keys with which the parts begin; visits: crowd and conversion, with visit_starts, visit_counts: the
-- first part and how many; visit_keys: of the first click that counts.
    (select {identities_of_crowds:Array(String)}) as known_identities,
    (select {numbers_of_crowds:Array(UInt32)}) as crowds_of_identities,
    (select {persons_of_crowds:Array(String)}) as persons,
    (select {crowd_slots:Array(UInt64)}) as slots,
    (select {visits:Array(String)}) as known_visits,
    (select {visit_starts:Array(UInt32)}) as starts_of_visits,
    (select {visit_counts:Array(UInt32)}) as counts_of_visits,
    (select {visit_keys:Array(UInt64)}) as keys_of_visits,
    joinable_clicks as
    (
        select
            timestamp, event_id, ref, promo_code, channel, link, sub_id, utm_source, utm_medium, utm_campaign, country,
            identity,
            transform(identity, known_identities, crowds_of_identities, toUInt32(0)) as crowd,
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
            conversion_id,
            converted_at,
            named_ref,
            transform(identity, known_identities, crowds_of_identities, toUInt32(0)) as crowd,
            if(crowd = 0, identity, '') as own_identity,
            if(crowd = 0 or identity = persons[crowd], '', identity) as only_identity,
            if(crowd = 0, 0, transform(
                toString(crowd) || ' ' || toString(conversion_id), known_visits, arrayEnumerate(known_visits), 0
            )) as visit,
            keys_of_visits[visit] as first_key,
            arrayJoin(if(crowd = 0, [toUInt64(0)], arraySlice(
                slots, starts_of_visits[visit], counts_of_visits[visit]
            ))) as slot
        from conversion_identities
        where only_identity = '' or persons[crowd] != '\0' || joined_id
    ),
