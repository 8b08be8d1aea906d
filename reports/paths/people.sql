-- Who is behind the conversions. Continues conversions.sql; other files continue it.
-- A person is named by an id: a customer behind \0, or the hash of an e-mail address behind \0\0; a visitor's id stands as
-- it is (no id of the edge holds a control character). A browser belongs to whoever was named on it last before, or at, a
-- moment; before anybody was named, to the one named first. What only browsers said is a claim: it counts apart.
-- Grain of `owned_browsers`: a browser and a span of time in which it belonged to a person, by what is confirmed
-- (is_claim 0) or by all that was said (1). Of `conversion_identities`: a conversion and an identity that a click of the
-- same person may carry in a span of time.
-- Every CTE is computed again wherever its name stands: only `owned_browsers` is named twice.
-- Params: those of conversions.sql; visitor_ids: all visitors behind the conversions, empty for no limit; crowd_persons:
-- whose browsers are not listed, because crowd_clicks.sql finds their clicks.
    owned_browsers as
    (
        select
            visitor_id,
            is_claim,
            change.3 as person_id,
            if(i = 1, toInt64(0), change.1) as owned_from_ms,
            if(i = length(changes), toInt64(9223372036854775807), changes[i + 1].1) as owned_until_ms
        from
        (
            -- Of equal names in a row the first is a change.
            select
                visitor_id,
                is_claim,
                arrayFilter(
                    (moment, earlier_id) -> moment.3 != earlier_id,
                    named,
                    arrayPopBack(arrayPushFront(arrayMap(moment -> moment.3, named), ''))
                ) as changes
            from
            (
                select
                    visitor_id,
                    arrayJoin(if(arrayAll(moment -> moment.2, moments), [false], [false, true])) as is_claim,
                    arrayFilter(moment -> is_claim or moment.2, moments) as named
                from
                (
                    select visitor_id, arraySort(groupArrayArray(named_moments)) as moments
                    from
                    (
                        select
                            visitor_id,
                            kind,
                            if(kind = 'customer', '\0', '\0\0') || id as named_id,
                            max(trust) >= 3 as is_confirmed,
                            arrayMap(
                                seen_ms -> (seen_ms, is_confirmed, named_id),
                                groupUniqArray(toUnixTimestamp64Milli(seen_at))
                            ) as named_moments
                        from visitor_identities
                        where site_id = {site_id:UInt32}
                          and not is_test
                          and (empty({visitor_ids:Array(String)}) or visitor_id in {visitor_ids:Array(String)})
                        group by visitor_id, kind, id
                    )
                    group by visitor_id, kind
                )
            )
        )
        array join changes as change, arrayEnumerate(changes) as i
    ),
    browsers_of_persons as
    (
        select
            person_id,
            groupArray((visitor_id, owned_from_ms, owned_until_ms, is_claim)) as browsers
        from owned_browsers
        where person_id not in {crowd_persons:Array(String)}
        group by person_id
    ),
    owners_of_browsers as
    (
        select
            visitor_id,
            groupArray((person_id, owned_from_ms, owned_until_ms, is_claim)) as owners
        from owned_browsers
        where visitor_id in (select visitor_id from selected_conversions where customer_id = '' and email_hash = '')
        group by visitor_id
    ),
    -- Whom one event named with both ids is one person; whoever shares an id with very many others is not.
    linked_persons as
    (
        select link.1 as person_id, groupUniqArrayArray(link.2) as linked
        from
        (
            select arrayJoin([
                (customer, arrayConcat([(address, is_claim)], arrayMap(
                    other -> (other.1, other.2 or is_claim), customers_of_address
                ))),
                (address, arrayConcat([(customer, is_claim)], arrayMap(
                    other -> (other.1, other.2 or is_claim), addresses_of_customer
                )))
            ]) as link
            from
            (
                select
                    customer,
                    address,
                    is_claim,
                    groupArray((customer, is_claim)) over (partition by address) as customers_of_address,
                    groupArray((address, is_claim)) over (partition by customer) as addresses_of_customer
                from
                (
                    select
                        customer,
                        address,
                        is_claim,
                        count() over (partition by address) as customers,
                        count() over (partition by customer) as addresses
                    from
                    (
                        select
                            '\0' || customer_id as customer,
                            '\0\0' || email_hash as address,
                            max(trust) < 3 as is_claim
                        from people
                        where site_id = {site_id:UInt32} and not is_test
                        group by customer_id, email_hash
                    )
                )
                where customers <= 20 and addresses <= 20
            )
        )
        group by person_id
    ),
    named_persons as
    (
        select
            event_id as conversion_id,
            timestamp as converted_at,
            clicks_until,
            lower(toString(ref)) as named_ref,
            arrayJoin(arrayConcat(
                [(visitor_id, false), ('\0' || customer_id, false), ('\0\0' || email_hash, source = 'signed')],
                arrayMap(owner -> (owner.1, owner.4), arrayFilter(
                    owner -> toUnixTimestamp64Milli(timestamp) >= owner.2 and toUnixTimestamp64Milli(timestamp) < owner.3,
                    owners
                ))
            )) as person
        from selected_conversions
        left join owners_of_browsers using (visitor_id)
        where person.1 not in ('', '\0', '\0\0')
    ),
    conversion_identities as
    (
        select
            conversion_id,
            converted_at,
            clicks_until,
            named_ref,
            carried.1 as identity,
            carried.2 as from_ms,
            carried.3 as until_ms,
            carried.4 or is_named_by_claim as is_claim
        from
        (
            select
                conversion_id,
                converted_at,
                clicks_until,
                named_ref,
                arrayJoin(arrayConcat([person], arrayMap(other -> (other.1, other.2 or person.2), linked))) as one_of_them,
                one_of_them.1 as person_id,
                one_of_them.2 as is_named_by_claim
            from named_persons
            left join linked_persons on linked_persons.person_id = person.1
        ) as persons
        left join browsers_of_persons using (person_id)
        array join arrayConcat([(person_id, toInt64(0), 9223372036854775807, false)], browsers) as carried
    ),
