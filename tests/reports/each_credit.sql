-- Every credit of every conversion. Goes on from the attribution's paths.sql and credits.sql.
-- Grain: one conversion and touch that earns under any asked model.
select
    toString(conversion_id) as conversion_id,
    toString(touch_id) as touch_id,
    net_minor,
    shares,
    credits_minor
from credits
order by conversion_id, touched_at, touch_id
