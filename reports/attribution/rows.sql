-- Credit of each key under each model. Continues credits.sql.
-- Grain: model, key, type of conversion and currency: that of the exchange, or that of money without a rate.
-- Params: own_refs: only what these refs (in lower case) earned, `every_ref` for all.
select
    model,
    key,
    type,
    currency,
    toFloat64(sum(toInt128(share * exp2(60)))) / exp2(60) as conversions,
    sum(credit_minor) as revenue_minor
from credits
where {every_ref:Bool} or has({own_refs:Array(String)}, lower(earning_ref))
group by model, key, type, currency
order by model, key, type, currency
