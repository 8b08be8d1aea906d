-- Credit in each bucket of time, of all keys together. Continues credits.sql, for one model.
-- Grain: bucket, type of conversion and currency: that of the exchange, or that of money without a rate.
-- Params: starts_ms: the beginnings of the buckets; own_refs: only what these refs (in lower case) earned, `every_ref`
-- for all.
-- shares: parts of conversions in units of 2^-60.
select
    grain.1 as bucket_ms,
    grain.2 as type,
    grain.3 as currency,
    sum(toInt128(share * exp2(60))) as shares,
    sum(credit_minor) as revenue_minor
from
(
    select
        -- In one column: the planner walks through the whole statement for each column of a group.
        (roundDown(toUnixTimestamp64Milli(converted_at), {starts_ms:Array(Int64)}), type, currency) as grain,
        share,
        credit_minor
    from credits
    where {every_ref:Bool} or has({own_refs:Array(String)}, lower(earning_ref))
)
group by grain
