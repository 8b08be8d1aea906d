-- The path of a conversion, with what every touch earns. Continues credits.sql, for one conversion and model.
-- Grain: one touch, in the order of the path, oldest first. `stand_in`: see paths.sql.
select
    toString(touch.touch_id) as touch_id,
    touch.stand_in as stand_in,
    touch.earning_ref as earning_ref,
    toInt64(weight) as weight,
    toFloat64(weight) / toFloat64(total) as share,
    credit_minor,
    net_minor,
    program_id,
    toBool(facts.5) as is_claimed,
    toBool(facts.6) as has_late_click,
    toBool(facts.4) as is_disputed
from divided
array join
    touches as touch,
    weights as weight,
    paid_minor as credit_minor
