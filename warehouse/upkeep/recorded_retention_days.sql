-- Answers: how many days events are kept by the last recorded setting; 0: forever, also before the first one.
-- Grain: one row.
-- Params: none.
select argMax(days, applied_at) as days
from retention_settings
