-- The confirmed conversions of customers, with the partners to whom they are credited. Continues credits.sql, for one model.
-- Grain: one conversion of somebody who is named by what is confirmed. person: the least id that stands for the customer (see people.sql);
-- partners: own codes, in the order of their touches, each once; empty unless what is confirmed credits them.
-- Params: those of credits.sql; confirmed_trust: from which on a report confirms; of a signed report not the ref or promo
-- code.
,
    persons_of_conversions as
    (
        select
            conversion_id,
            min(one_of_them.1) as person
        from
        (
            select
                conversion_id,
                arrayJoin(arrayConcat(
                    [person], arrayMap(other -> (other.1, bitAnd(other.2, person.2)), linked)
                )) as one_of_them
            from named_persons
            left join linked_persons on linked_persons.person_id = person.1
        )
        where bitAnd(one_of_them.2, 1) = 1
          and startsWith(one_of_them.1, '\0')
        group by conversion_id
    ),
    confirmed_conversions as
    (
        select
            event_id,
            trust
        from standing_conversions final
        where site_id = {site_id:UInt32}
          and trust >= {confirmed_trust:UInt8}
    ),
    rejected_conversions as
    (
        select subject_id
        from current_decisions_v1
        where site_id = {site_id:UInt32}
          and subject_kind = 'conversion'
          and decision = 'reject'
    )
select
    toString(conversion_id) as event_id,
    any(person) as person,
    toUnixTimestamp64Milli(any(converted_at)) as at_ms,
    toBool(any(type) = 'sale') as is_sale,
    toBool(event_id in (select subject_id from rejected_conversions)) as is_rejected,
    arrayDistinct(arrayMap(touch -> touch.3, arraySort(groupArrayIf(
        (touched_at, touch_id, partner),
        partner != '' and not is_claimed and (trust > {confirmed_trust:UInt8} or not is_declared)
    )))) as partners
from
(
    select
        conversion_id,
        converted_at,
        type,
        touched_at,
        touch_id,
        is_claimed,
        is_declared,
        transform(lower(earning_ref), known_refs, partners_of_refs, '') as partner
    from credits
) as earned
inner join persons_of_conversions using (conversion_id)
inner join confirmed_conversions on confirmed_conversions.event_id = earned.conversion_id
group by conversion_id
order by at_ms, event_id
