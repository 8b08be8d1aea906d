-- For how long the oldest event that no fraud run has covered has been stored.
-- Grain: one row; 0 where runs have covered everything.
-- Params: none.
select if(count() = 0, 0., toFloat64(greatest(0, dateDiff('millisecond', min(arrivals.stored_at), now64(3, 'UTC'))) / 1000))
    as seconds
from arrivals
left join
(
    select
        site_id,
        argMax(if(empty(fraud_runs.waiting_months), fraud_runs.watermark, fraud_runs.waiting_since), fraud_runs.run)
            as covered_until
    from fraud_runs
    group by site_id
) as runs on runs.site_id = arrivals.site_id
where arrivals.stored_at >= runs.covered_until
