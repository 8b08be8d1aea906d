-- What each person did, in order of time: which step each event may fill, and which exclusions it sets off. Other
-- statements go on here.
-- Grain of `people`: one person (customer where known, else browser) who did the first step in the period or, where
-- the order is free, anything.
-- Params: site_id; from_ms, to_ms: half-open period in which an attempt begins; window_ms: inclusive; every_event: also
-- events that fill nothing (a strict order minds them); grace_ms: within which two steps may change places; step_types, step_names, step_paths (a regular expression),
-- step_property_names, step_property_values: one entry a step, empty for any; exclude_types, exclude_names,
-- exclude_from, exclude_to: one entry an exclusion, between which steps (from 0); by; refs, ref_partners: refs in lower
-- case and their partners' codes.
with
    -- A browser that several customers used joins nobody: it would join strangers.
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
            -- No id of the edge holds a control character, so customers and visitors stay apart.
            multiIf(customer_id != '', '\0' || customer_id, owner_id != '', '\0' || owner_id, visitor_id) as person,
            toUnixTimestamp64Milli(timestamp) as at_ms,
            arrayMap(
                (step_type, step_name, step_path, property_name, property_value) ->
                    (step_type = '' or step_type = toString(type))
                    and (step_name = '' or step_name = toString(name))
                    and (step_path = '' or match(url_path, step_path))
                    and (property_name = '' or properties[property_name] = property_value),
                {step_types:Array(String)},
                {step_names:Array(String)},
                {step_paths:Array(String)},
                {step_property_names:Array(String)},
                {step_property_values:Array(String)}
            ) as fills,
            arrayMap(
                (exclude_type, exclude_name) ->
                    (exclude_type = '' or exclude_type = toString(type))
                    and (exclude_name = '' or exclude_name = toString(name)),
                {exclude_types:Array(String)},
                {exclude_names:Array(String)}
            ) as excludes,
            arrayMap(
                step -> arrayExists(
                    (is_set_off, from_step, to_step) -> is_set_off and step - 1 > from_step and step - 1 <= to_step,
                    excludes, {exclude_from:Array(UInt8)}, {exclude_to:Array(UInt8)}
                ),
                arrayEnumerate(fills)
            ) as spoils,
            multiIf(
                {by:String} = '', '',
                {by:String} = 'partner',
                transform(lower(ref), {refs:Array(String)}, {ref_partners:Array(String)}, ''),
                {by:String} = 'ref', toString(ref),
                {by:String} = 'channel', toString(channel),
                {by:String} = 'country', toString(country),
                {by:String} = 'device', toString(device),
                {by:String} = 'browser', toString(browser),
                toString(os)
            ) as key
        from events
        left join owned_visitors using (visitor_id)
        where site_id = {site_id:UInt32}
          and traffic = 'human'
          and timestamp >= fromUnixTimestamp64Milli({from_ms:Int64}, 'UTC')
          and timestamp < fromUnixTimestamp64Milli({to_ms:Int64} + {window_ms:Int64}, 'UTC')
          and person != ''
          and ({every_event:Bool} or has(fills, 1) or has(spoils, 1))
    ),
    people as
    (
        select
            person,
            -- Of equal times the earlier step first, so that they convert; what fills none comes last. Within the
            -- grace a later step may come before the earlier one: it is taken as that much later.
            arraySort(
                event -> if(
                    has(event.fills, 1),
                    (event.at_ms + {grace_ms:Int64} * (indexOf(event.fills, 1) - 1), indexOf(event.fills, 1)),
                    (event.at_ms, 255)
                ),
                groupArray(cast(
                    (at_ms, fills, spoils, key),
                    'Tuple(at_ms Int64, fills Array(UInt8), spoils Array(UInt8), key String)'
                ))
            ) as events
        from occurrences
        group by person
    ),
