-- Credit of each key. Goes on from paths.sql and credits.sql.
-- Grain: model, key and currency.
-- Params: own_refs: only what these refs (in lower case) earned, `every_ref` for all.
select
    model,
    key,
    currency,
    sum(share) as conversions,
    sumIf(share, type = 'sale') as sales,
    sumIf(share, type = 'lead') as leads,
    sum(credit_minor) as revenue_minor
from credits
where {every_ref:Bool} or has({own_refs:Array(String)}, lower(earning_ref))
group by model, key, currency
order by model, key, currency
