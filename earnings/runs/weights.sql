-- The path of each conversion with the whole weights of its program's model. Continues credits.sql, for one model.
-- Grain: one conversion. touches: in order of time: when, which click, the ref that earns, what stands in for a click (see
-- paths.sql), whether it is a partner's, the weight.
select
    toString(conversion_id) as event_id,
    program_id,
    toBool(facts.5) as is_claimed,
    arrayMap(
        (touch, weight) -> (
            toUnixTimestamp64Milli(touch.touched_at),
            toString(touch.touch_id),
            touch.earning_ref,
            touch.stand_in,
            touch.is_partner,
            toInt64(weight)
        ),
        touches, weights
    ) as touches
from divided
