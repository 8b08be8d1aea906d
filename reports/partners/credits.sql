-- What partners earned of leads and sales. Continues the attribution's credits.sql, for one model.
-- Grain: one partner (by own code) and currency, and one bucket of time and currency.
-- Params: starts_ms: the beginnings of the buckets; own_refs: only what these refs (in lower case) earned, `every_ref`
-- for all.
-- shares: parts of conversions in units of 2^-60.
select
    grain.1 as is_bucket,
    grain.2 as partner,
    grain.3 as bucket_ms,
    grain.4 as currency,
    sum(toInt128(share * exp2(60))) as shares,
    sumIf(toInt128(share * exp2(60)), type = 'sale') as sale_shares,
    sumIf(toInt128(share * exp2(60)), type = 'lead') as lead_shares,
    sum(sale_minor) as revenue_minor
from
(
    select
        transform(lower(earning_ref), {refs:Array(String)}, {ref_partners:Array(String)}, '') as partner,
        roundDown(toUnixTimestamp64Milli(converted_at), {starts_ms:Array(Int64)}) as bucket_ms,
        -- In one column: the planner walks through the whole statement for each column of a group.
        arrayJoin([(false, partner, toInt64(0), currency), (true, '', bucket_ms, currency)]) as grain,
        type,
        share,
        if(type = 'sale', credit_minor, 0) as sale_minor
    from credits
    where partner != ''
      and ({every_ref:Bool} or has({own_refs:Array(String)}, lower(earning_ref)))
)
group by grain
