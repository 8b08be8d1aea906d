-- What each touch got of one conversion. Goes on from paths.sql and credits.sql, asked for one model.
-- Grain: one touch that earned.
select
    toString(touch_id) as touch_id,
    earning_ref as ref,
    is_declared,
    share,
    credit_minor
from credits
order by touched_at, touch_id
