-- Credit of each key under each asked model. Goes on from paths.sql and credits.sql.
-- Grain: key, type of conversion and currency; one entry a model in each column.
-- Params: own_refs: only what these refs (in lower case) earned, `every_ref` for all.
select
    key,
    type,
    currency,
    sumForEach(shares) as conversions,
    sumForEach(credits_minor) as revenue_minor
from credits
where {every_ref:Bool} or has({own_refs:Array(String)}, lower(earning_ref))
group by key, type, currency
order by key, type, currency
