-- How many conversions there are.
-- Grain: one row.
select count() as conversions
from standing_conversions final
