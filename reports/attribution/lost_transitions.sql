-- How often journeys without a conversion went from one key to the next: all clicks in the period of one person who has
-- none in it. Continues clicks_of_period.sql and candidates.sql.
-- Grain: kind of step, the keys it leaves and reaches, as in transitions.sql, which has those of all other journeys; `null`
-- reaches no key.
-- Numbers in place of texts and tuples take a fraction of the time and memory: a click is its milliseconds, its id as ids are
-- sorted, and its key's place in `known_keys`; a step is two places; a person is a hash of 128 bits.
-- Most visitors are nobody else: their steps are counted as soon as their clicks are read, which is in the order of visitors
-- (planning_in_order.sql). Only clicks of persons, who may have several visitors, are kept until all are read.
    (select groupUniqArray(key) from candidates) as known_keys,
    (clicks -> arrayMap(
        (left_click, reached_click) -> bitShiftLeft(toUInt64(toUInt32(left_click)), 32) + toUInt32(reached_click),
        arrayPushFront(clicks, 0), arrayPushBack(clicks, 0)
    )) as list_steps,
    clicks_of_visitors as
    (
        select
            visitor_id,
            named_person,
            groupArray(
                bitShiftLeft(toUInt256(toUnixTimestamp64Milli(touched_at)), 192)
                + bitShiftLeft(toUInt256(reinterpretAsUInt128(touch_id)), 64)
                + transform(key, known_keys, arrayEnumerate(known_keys), toUInt32(0))
            ) as clicks
        from candidates
        group by visitor_id, named_person
    ),
    lost_clicks as
    (
        select
            if(owner_id != '', '\0' || owner_id, named_person) as person_id,
            if(person_id = '', toUInt128(0), reinterpretAsUInt128(sipHash128(person_id))) as person,
            arraySort(arrayFilter(
                click -> not arrayExists(
                    span -> toInt64(bitShiftRight(click, 192)) >= span.1 and toInt64(bitShiftRight(click, 192)) < span.2,
                    converted_spans
                ),
                clicks
            )) as lost
        from clicks_of_visitors
        left join known_visitors using (visitor_id)
        where notEmpty(lost)
    ),
    counted as
    (
        select
            person,
            if(person = 0, toUInt64(item), 0) as step,
            count() as times,
            groupArrayIf(item, person != 0) as clicks
        from
        (
            select
                person,
                arrayJoin(if(person = 0, cast(list_steps(lost), 'Array(UInt256)'), lost)) as item
            from lost_clicks
        )
        group by person, step
    )
select
    multiIf(bitShiftRight(one_step, 32) = 0, 'start', toUInt32(one_step) = 0, 'null', 'step') as kind,
    known_keys[bitShiftRight(one_step, 32)] as left_key,
    known_keys[toUInt32(one_step)] as reached_key,
    sum(times_of_it) as steps
from
(
    select
        arrayJoin(if(person = 0, [step], list_steps(arraySort(clicks)))) as one_step,
        if(person = 0, times, 1) as times_of_it
    from counted
)
group by one_step
