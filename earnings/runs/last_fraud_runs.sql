-- The number of the last fraud run of each site.
-- Grain: one site.
-- Params: none.
select site_id, max(run) as last_run
from fraud_runs
group by site_id
