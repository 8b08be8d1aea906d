-- How often journeys to a conversion went from one key to the next. Continues paths.sql.
-- Grain: kind of step, the keys it leaves and reaches. Kinds: `start` (leaves no key), `step` and `conversion` (reaches no
-- key). A journey is the path of a conversion that has touches.
select
    step.1 as kind,
    step.2 as left_key,
    step.3 as reached_key,
    count() as steps
from
(
    select arrayMap(touch -> touch.key, touches) as keys
    from paths
    where not (touches[1].stand_in > 0 and touches[1].earning_ref = '')
)
array join arrayMap(
    (left, reached, i) -> (multiIf(i = 1, 'start', i > length(keys), 'conversion', 'step'), left, reached),
    arrayPushFront(keys, ''), arrayPushBack(keys, ''), arrayEnumerate(arrayPushBack(keys, ''))
) as step
group by step
