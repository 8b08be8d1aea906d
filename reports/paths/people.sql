-- Who is behind the conversions. Continues conversions.sql; other files continue it.
-- A person is named by an id: a customer behind \0, or the hash of an e-mail address behind \0\0; a visitor's id stands as
-- it is (no id of the edge holds a control character). A browser belongs to whoever was named on it last before, or at, a
-- moment; before anybody was named, to the one named first. Who is who is asked twice, by what is confirmed and by all that
-- was said, since what only browsers said is a claim. `basis` says by which a row holds: 1, 2, or both, 3; rows that are
-- joined hold by what both hold by.
-- Grain of `owned_browsers`: a browser and a span of time in which it belonged to a person. Of `conversion_identities`: a
-- conversion and an identity that a click of the same person may carry in a span of time.
-- Every CTE is computed again wherever its name stands: only `owned_browsers` is named twice.
-- Params: those of conversions.sql; visitor_ids: all visitors behind the conversions, empty for no limit; persons: all who
-- decide who is behind them, empty for no limit; crowd_persons: whose browsers are not listed, because crowd_clicks.sql
-- finds their clicks.
    owned_browsers as
    (
        select
            visitor_id,
            basis,
            change.3 as person_id,
            if(i = 1, toInt64(0), change.1) as owned_from_ms,
            if(i = length(changes), toInt64(9223372036854775807), changes[i + 1].1) as owned_until_ms
        from
        (
            select
                visitor_id,
                arraySort(groupArrayArray(named_moments)) as moments,
                arrayJoin(if(arrayAll(moment -> moment.2, moments), [3], [1, 2])) as basis,
                arrayFilter(moment -> basis = 2 or moment.2, moments) as named,
                -- Of equal names in a row the first is a change.
                arrayFilter(
                    (moment, earlier_id) -> moment.3 != earlier_id,
                    named,
                    arrayPopBack(arrayPushFront(arrayMap(moment -> moment.3, named), ''))
                ) as changes
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
        array join changes as change, arrayEnumerate(changes) as i
    ),
    browsers_of_persons as
    (
        select
            person_id,
            groupArray((visitor_id, owned_from_ms, owned_until_ms, basis)) as browsers
        from owned_browsers
        where person_id not in {crowd_persons:Array(String)}
        group by person_id
    ),
    owners_of_browsers as
    (
        select
            visitor_id,
            groupArray((person_id, owned_from_ms, owned_until_ms, basis)) as owners
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
                (customer, arrayMap(other -> (other, basis), arrayPushBack(customers_of_address, address))),
                (address, arrayMap(other -> (other, basis), arrayPushBack(addresses_of_customer, customer)))
            ]) as link
            from
            (
                select
                    customer,
                    address,
                    basis,
                    groupArray(customer) over (partition by basis, address) as customers_of_address,
                    groupArray(address) over (partition by basis, customer) as addresses_of_customer
                from
                (
                    select
                        customer,
                        address,
                        basis,
                        count() over (partition by basis, address) as customers,
                        count() over (partition by basis, customer) as addresses
                    from
                    (
                        select
                            '\0' || customer_id as customer,
                            '\0\0' || email_hash as address,
                            arrayJoin(if(max(trust) >= 3, [1, 2], [2])) as basis
                        from people
                        where site_id = {site_id:UInt32}
                          and not is_test
                          and (
                              empty({persons:Array(String)})
                              or '\0' || customer_id in (select arrayJoin({persons:Array(String)}))
                              or '\0\0' || email_hash in (select arrayJoin({persons:Array(String)}))
                          )
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
                [(visitor_id, 3), ('\0' || customer_id, 3), ('\0\0' || email_hash, if(source = 'signed', 2, 3))],
                if(customer_id != '' or email_hash != '', [], arrayMap(owner -> (owner.1, owner.4), arrayFilter(
                    owner -> toUnixTimestamp64Milli(timestamp) >= owner.2 and toUnixTimestamp64Milli(timestamp) < owner.3,
                    owners
                )))
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
            bitAnd(carried.4, persons_basis) as basis
        from
        (
            select
                conversion_id,
                converted_at,
                clicks_until,
                named_ref,
                arrayJoin(arrayConcat(
                    [person], arrayMap(other -> (other.1, bitAnd(other.2, person.2)), linked)
                )) as one_of_them,
                one_of_them.1 as person_id,
                one_of_them.2 as persons_basis
            from named_persons
            left join linked_persons on linked_persons.person_id = person.1
        ) as persons
        left join browsers_of_persons using (person_id)
        array join arrayConcat([(person_id, toInt64(0), 9223372036854775807, 3)], browsers) as carried
        where basis != 0
    ),
