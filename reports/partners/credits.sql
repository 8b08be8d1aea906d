-- What partners earned of leads and sales. Continues the attribution's credits.sql, for one model.
-- Grain: one partner (by own code) and currency, and one bucket of time and currency.
-- Params: starts_ms: the beginnings of the buckets; own_refs: only what these refs (in lower case) earned, `every_ref`
-- for all.
select
    toBool(grouping(bucket_ms) = 0) as is_bucket,
    partner,
    bucket_ms,
    currency,
    toFloat64(sum(toInt128(share * exp2(60)))) / exp2(60) as conversions,
    toFloat64(sumIf(toInt128(share * exp2(60)), type = 'sale')) / exp2(60) as sales,
    toFloat64(sumIf(toInt128(share * exp2(60)), type = 'lead')) / exp2(60) as leads,
    sum(sale_minor) as revenue_minor
from
(
    select
        transform(lower(earning_ref), {refs:Array(String)}, {ref_partners:Array(String)}, '') as partner,
        roundDown(toUnixTimestamp64Milli(converted_at), {starts_ms:Array(Int64)}) as bucket_ms,
        type,
        currency,
        share,
        if(type = 'sale', credit_minor, 0) as sale_minor
    from credits
    where partner != ''
      and ({every_ref:Bool} or has({own_refs:Array(String)}, lower(earning_ref)))
)
group by grouping sets ((partner, currency), (bucket_ms, currency))
