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
            span.1 as person_id,
            span.2 as owned_from_ms,
            span.3 as owned_until_ms,
            is_claim
        from
        (
            select
                visitor_id,
                arrayJoin(if(arrayAll(moment -> moment.2, moments), [false], [false, true])) as is_claim,
                arrayFilter(moment -> is_claim or moment.2, moments) as named,
                arrayFilter(
                    (moment, earlier) -> moment.3 != earlier.3,
                    named,
                    arrayResize(arrayPushFront(named, (toInt64(0), false, '')), length(named))
                ) as changes,
                arrayJoin(arrayMap(
                    (change, next_ms, i) -> (change.3, if(i = 1, toInt64(0), change.1), next_ms),
                    changes,
                    arrayResize(
                        arrayPushBack(arrayPopFront(arrayMap(change -> change.1, changes)), 9223372036854775807),
                        length(changes)
                    ),
                    arrayEnumerate(changes)
                )) as span
            from
            (
                select
                    visitor_id,
                    kind,
                    arraySort(groupArrayArray(arrayMap(
                        seen_ms -> (seen_ms, is_confirmed, named_id), seen
                    ))) as moments
                from
                (
                    select
                        visitor_id,
                        kind,
                        if(kind = 'customer', '\0', '\0\0') || id as named_id,
                        max(trust) >= 3 as is_confirmed,
                        groupUniqArray(toUnixTimestamp64Milli(seen_at)) as seen
                    from visitor_identities
                    where site_id = {site_id:UInt32}
                      and not is_test
                      and (empty({visitor_ids:Array(String)}) or visitor_id in {visitor_ids:Array(String)})
                    group by visitor_id, kind, id
                )
                group by visitor_id, kind
            )
        )
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
    addresses_of_customers as
    (
        select
            customer_id,
            groupArray(('\0\0' || email_hash, is_claim)) as addresses
        from
        (
            select customer_id, email_hash, max(trust) < 3 as is_claim
            from people
            where site_id = {site_id:UInt32} and not is_test
            group by customer_id, email_hash
        )
        group by customer_id
        having count() <= 20
    ),
    customers_of_addresses as
    (
        select
            email_hash,
            groupArray(('\0' || customer_id, is_claim)) as customers
        from
        (
            select customer_id, email_hash, max(trust) < 3 as is_claim
            from people
            where site_id = {site_id:UInt32} and not is_test
            group by customer_id, email_hash
        )
        group by email_hash
        having count() <= 20
    ),
    linked_persons as
    (
        select person_id, groupUniqArrayArray(linked) as linked
        from
        (
            select
                '\0' || customer_id as person_id,
                arrayConcat(
                    [address],
                    arrayMap(customer -> (customer.1, customer.2 or address.2), customers)
                ) as linked
            from addresses_of_customers
            array join addresses as address
            inner join customers_of_addresses on '\0\0' || customers_of_addresses.email_hash = address.1
            union all
            select
                '\0\0' || email_hash as person_id,
                arrayConcat(
                    [customer],
                    arrayMap(address -> (address.1, address.2 or customer.2), addresses)
                ) as linked
            from customers_of_addresses
            array join customers as customer
            inner join addresses_of_customers on '\0' || addresses_of_customers.customer_id = customer.1
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
            arrayJoin(arrayFilter(person -> person.1 not in ('', '\0', '\0\0'), arrayConcat(
                [(visitor_id, false), ('\0' || customer_id, false), ('\0\0' || email_hash, source = 'signed')],
                arrayMap(owner -> (owner.1, owner.4), arrayFilter(
                    owner -> toUnixTimestamp64Milli(timestamp) >= owner.2 and toUnixTimestamp64Milli(timestamp) < owner.3,
                    owners
                ))
            ))) as person
        from selected_conversions
        left join owners_of_browsers using (visitor_id)
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
                all_persons.1 as person_id,
                all_persons.2 as is_named_by_claim
            from named_persons
            left join linked_persons on linked_persons.person_id = person.1
            array join arrayConcat(
                [person], arrayMap(other -> (other.1, other.2 or person.2), linked)
            ) as all_persons
        ) as persons
        left join browsers_of_persons using (person_id)
        array join arrayConcat([(person_id, toInt64(0), 9223372036854775807, false)], browsers) as carried
    ),
