-- Every credit of every conversion. Continues the attribution's credits.sql.
-- Grain: one conversion, model and touch that earns.
select
    toString(conversion_id) as conversion_id,
    model,
    toString(touch_id) as touch_id,
    key,
    net_minor,
    share,
    credit_minor
from credits
order by conversion_id, model, touched_at, touch_id
