-- Makes the next run cover the whole history: the latest run again, but under facts that no site has.
-- Grain: one run; none where there was none.
-- Params: site_id.
insert into fraud_runs
    (site_id, run, watermark, until, rule_set, facts, waiting_days, waiting_months, waiting_since)
select
    site_id,
    fraud_runs.run + 1,
    watermark,
    until,
    rule_set,
    'outdated',
    waiting_days,
    waiting_months,
    waiting_since
from fraud_runs
where site_id = {site_id:UInt32}
order by fraud_runs.run desc
limit 1
