-- The latest run of a site, and the warehouse's clock.
-- Params: site_id.
select
    max(fraud_runs.run) as run,
    argMax(fraud_runs.watermark, fraud_runs.run) as watermark,
    argMax(fraud_runs.arrivals, fraud_runs.run) as arrivals,
    argMax(fraud_runs.until, fraud_runs.run) as until,
    argMax(fraud_runs.facts, fraud_runs.run) as facts,
    argMax(fraud_runs.rule_set, fraud_runs.run) as rule_set,
    argMax(fraud_runs.waiting_days, fraud_runs.run) as waiting_days,
    argMax(fraud_runs.waiting_months, fraud_runs.run) as waiting_months,
    argMax(fraud_runs.waiting_since, fraud_runs.run) as waiting_since,
    now64(3, 'UTC') as stored_now
from fraud_runs
where site_id = {site_id:UInt32}
