-- How often journeys went from one key to the next. Continues single_owners.sql, all_clicks.sql and paths.sql.
-- Grain: kind of step, the keys it leaves and reaches. Kinds: `start` (leaves no key), `step`, `conversion` and `null`
-- (reach no key). A journey is the path of a conversion that has touches; or, ending in `null`, all clicks in the period
-- of one person without conversion in it.
,
    lost_clicks as
    (
        select
            if(owner_id != '', '\0' || owner_id, visitor_id) as person,
            touched_at,
            touch_id,
            key
        from
        (
            select
                any(candidates.touched_at) as touched_at,
                touch_id,
                any(candidates.key) as key,
                -- The visitor's id where there is one: those of customers begin with \0.
                max(identity) as visitor_id
            from candidates
            where stand_in = 0
            group by touch_id
            having countIf(conversion_id != toUUID('00000000-0000-0000-0000-000000000000')) = 0
               and touched_at >= fromUnixTimestamp64Milli({from_ms:Int64}, 'UTC')
               and touched_at < fromUnixTimestamp64Milli({to_ms:Int64}, 'UTC')
        ) as lost
        left join owned_visitors using (visitor_id)
    ),
    journeys as
    (
        select
            'conversion' as ending,
            arrayMap(touch -> touch.key, touches) as keys
        from paths
        where not (touches[1].stand_in > 0 and touches[1].earning_ref = '')
        union all
        select
            'null' as ending,
            arrayMap(click -> click.3, arrayCompact(arraySort(groupArray((touched_at, touch_id, key))))) as keys
        from lost_clicks
        group by person
    )
select
    step.1 as kind,
    step.2 as left_key,
    step.3 as reached_key,
    count() as steps
from journeys
array join arrayMap(
    (left, reached, i) -> (multiIf(i = 1, 'start', i > length(keys), ending, 'step'), left, reached),
    arrayPushFront(keys, ''), arrayPushBack(keys, ''), arrayEnumerate(arrayPushBack(keys, ''))
) as step
group by step
