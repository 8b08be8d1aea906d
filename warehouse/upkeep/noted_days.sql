-- Answers: for how long events are kept by the last note; 0 for ever, as before the first one.
-- Grain: one row.
-- Params: none.
select argMax(days, applied_at) as days
from retentions
