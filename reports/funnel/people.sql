-- What each person did, in order of time: which steps each event can fill, and which exclusions it sets off. Other
-- files continue it.
-- Grain of `people`: one person (customer where known, else browser); in an order only those who did the first step in
-- the period. Whoever did nothing but the first step, as most do, is not `is_travelled` and needs no `events`.
-- Steps and exclusions are bits, the first one 1.
-- Params: site_id; from_ms, to_ms: half-open period in which an attempt begins; window_ms: inclusive; in_order: the
-- first step comes first; every_event: also events that fill nothing, which break a strict order; every_journey:
-- `events` also without `is_travelled`; grace_ms: within which two steps may change places; types, type_steps: the
-- steps that a type can fill, any_type: those of any type; names, name_steps, any_name: the same; paths (regular
-- expressions), path_steps, no_path: the same; property_names, property_values, property_steps, no_property: the same;
-- exclude_types, exclude_type_bits, exclude_any_type, exclude_names, exclude_name_bits, exclude_any_name: exclusions;
-- by; refs, ref_partners: refs in lower case and their partners' codes.
with
    -- A browser that several customers used identifies none of them: it would join people who are not one.
    owned_visitors as
    (
        select
            visitor_id,
            any(customer_id) as owner_id
        from identities
        where site_id = {site_id:UInt32}
        group by visitor_id
        having uniqExact(customer_id) = 1
    ),
    occurrences as
    (
        select
            visitor_id,
            customer_id,
            toUnixTimestamp64Milli(timestamp) as at_ms,
            bitAnd(
                bitAnd(
                    transform(type, {types:Array(String)}, {type_steps:Array(UInt32)}, {any_type:UInt32}),
                    transform(name, {names:Array(String)}, {name_steps:Array(UInt32)}, {any_name:UInt32})
                ),
                bitAnd(
                    -- Without a condition the column is not read.
                    if(empty({paths:Array(String)}), {no_path:UInt32}, toUInt32({no_path:UInt32} + arraySum(
                        (path, steps) -> if(match(url_path, path), steps, 0),
                        {paths:Array(String)}, {path_steps:Array(UInt32)}
                    ))),
                    if(empty({property_names:Array(String)}), {no_property:UInt32}, toUInt32(
                        {no_property:UInt32} + arraySum(
                            (property_name, property_value, steps) ->
                                if(properties[property_name] = property_value, steps, 0),
                            {property_names:Array(String)},
                            {property_values:Array(String)},
                            {property_steps:Array(UInt32)}
                        )
                    ))
                )
            ) as fills,
            bitAnd(
                transform(
                    type, {exclude_types:Array(String)}, {exclude_type_bits:Array(UInt32)}, {exclude_any_type:UInt32}
                ),
                transform(
                    name, {exclude_names:Array(String)}, {exclude_name_bits:Array(UInt32)}, {exclude_any_name:UInt32}
                )
            ) as excludes,
            if({by:String} = '', '',
            if({by:String} = 'partner', transform(lower(ref), {refs:Array(String)}, {ref_partners:Array(String)}, ''),
            if({by:String} = 'ref', toString(ref),
            if({by:String} = 'channel', toString(channel),
            if({by:String} = 'country', toString(country),
            if({by:String} = 'device', toString(device),
            if({by:String} = 'browser', toString(browser),
            toString(os)))))))) as key
        from events
        where site_id = {site_id:UInt32}
          and traffic = 'human'
          and timestamp >= fromUnixTimestamp64Milli({from_ms:Int64}, 'UTC')
          and timestamp < fromUnixTimestamp64Milli({to_ms:Int64} + {window_ms:Int64}, 'UTC')
          and ({every_event:Bool} or fills != 0 or excludes != 0)
    ),
    occurrences_of_people as
    (
        select
            -- No id of the edge holds a control character, so customers and visitors stay apart.
            multiIf(customer_id != '', '\0' || customer_id, owner_id != '', '\0' || owner_id, visitor_id) as person,
            visitor_id,
            at_ms,
            fills,
            excludes,
            key
        from occurrences
        left join owned_visitors using (visitor_id)
        where person != ''
    ),
    -- One event is one integer: its time, and in the lower 21 bits the steps it can fill; for none, the bit after them.
    -- Most browsers belong to no customer: their events lie together in the table, and only the others need a join.
    gathered as
    (
        select
            minIf(at_ms, bitTest(fills, 0) and at_ms < {to_ms:Int64}) as first_ms,
            groupBitOr(fills) > 1 or groupBitOr(excludes) > 0 as is_travelled,
            groupArray(bitShiftLeft(at_ms, 21) + if(fills = 0, 1048576, fills)) as packed_events,
            groupArrayIf(excludes, {any_exclusion:Bool}) as all_excludes,
            groupArrayIf(key, {by:String} != '') as keys
        from occurrences
        where visitor_id != ''
        group by visitor_id
        having (first_ms > 0 or not {in_order:Bool})
           -- any() makes this one look-up a browser rather than one an event.
           and any(visitor_id) not in (select visitor_id from identities where site_id = {site_id:UInt32})
        union all
        select
            minIf(at_ms, bitTest(fills, 0) and at_ms < {to_ms:Int64}) as first_ms,
            groupBitOr(fills) > 1 or groupBitOr(excludes) > 0 as is_travelled,
            groupArray(bitShiftLeft(at_ms, 21) + if(fills = 0, 1048576, fills)) as packed_events,
            groupArrayIf(excludes, {any_exclusion:Bool}) as all_excludes,
            groupArrayIf(key, {by:String} != '') as keys
        from occurrences_of_people
        where visitor_id = ''
           or visitor_id in (select visitor_id from identities where site_id = {site_id:UInt32})
        group by person
        having first_ms > 0 or not {in_order:Bool}
    ),
    people as
    (
        select
            first_ms,
            is_travelled,
            packed_events,
            keys,
            if(is_travelled or {every_journey:Bool},
                arrayMap(
                    event -> cast(
                        (bitShiftRight(event.1, 21), bitAnd(event.1, 1048575), event.2),
                        'Tuple(at_ms Int64, fills UInt32, excludes UInt32)'
                    ),
                    if({any_tie:Bool},
                        -- Of equal times the earlier step first, so that they convert, and what fills none last. Within
                        -- the grace a later step may come before the earlier one: it is taken as that much later.
                        arraySort(
                            event -> (
                                bitShiftRight(event.1, 21) + if(bitTest(event.1, 20), 0, (
                                    bitCount(bitXor(bitAnd(event.1, 2097151), bitAnd(event.1, 2097151) - 1)) - 1
                                ) * {grace_ms:Int64}),
                                bitCount(bitXor(bitAnd(event.1, 2097151), bitAnd(event.1, 2097151) - 1)),
                                event.1
                            ),
                            arrayZip(packed_events, arrayResize(all_excludes, length(packed_events)))
                        ),
                        arrayZip(arraySort(packed_events), arrayResize(all_excludes, length(packed_events)))
                    )
                ),
                []
            ) as events
        from gathered
    ),
