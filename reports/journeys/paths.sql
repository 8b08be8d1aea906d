-- The most travelled paths to a conversion, repeated keys taken together. Continues paths.sql.
-- Grain: one sequence of keys. `all_conversions` counts all paths, also those left out.
-- Params: row_count.
select
    arrayCompact(arrayMap(touch -> touch.key, touches)) as steps,
    count() as conversions,
    sum(count()) over () as all_conversions,
    sumMap([toString(currency)], [toInt64(net_minor)]) as revenue_minor,
    avg(length(touches)) as mean_touches,
    quantileExactInclusive(0.5)(dateDiff('millisecond', touches[1].touched_at, converted_at) / 1000) as median_seconds
from paths
group by steps
order by conversions desc, steps
limit {row_count:UInt32}
