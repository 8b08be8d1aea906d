-- People and times of each step. Continues people.sql and ordered.sql, unordered.sql or totals.sql.
-- Grain: step (from 1) of all people (`is_total`), and of the people of each key of the event that began the attempt.
-- Times are those from the step before; the first step has none. `histogram` counts the people whose time lies between
-- one bound and the next.
-- Params: histogram: whether it is asked for; bounds_ms: where its buckets begin, the first at 0; bucket_count.
select
    grouping(key) as is_total,
    key,
    step,
    count() as people,
    avgIf(taken_ms / 1000, step > 1) as mean_seconds,
    quantileExactInclusiveIf(0.5)(taken_ms / 1000, step > 1) as median_seconds,
    quantileExactInclusiveIf(0.9)(taken_ms / 1000, step > 1) as p90_seconds,
    countResample(0, {bucket_count:UInt64}, 1)(bucket) as histogram
from
(
    select
        if({by:String} = '', '', arrayMin(arrayFilter(
            (event_key, event) ->
                bitShiftRight(event, 21) = step_times_ms[1]
                and if({in_order:Bool}, bitTest(event, 0), not bitTest(event, 20)),
            keys, packed_events
        ))) as key,
        step,
        -- Within a grace a step may be done before the one in front of it.
        greatest(taken_ms, 0) as taken_ms,
        if({histogram:Bool}, indexOf({bounds_ms:Array(Int64)}, roundDown(taken_ms, {bounds_ms:Array(Int64)})) - 1, 0)
        as bucket
    from attempts
    array join arrayEnumerate(step_times_ms) as step, arrayDifference(step_times_ms) as taken_ms
)
group by grouping sets ((step), (key, step))
order by is_total desc, key, step
-- The events of a browser lie together in the table, so no memory holds all people at once. What stands in an `if`
-- would be computed once for each use of it, which takes three times as long.
settings optimize_aggregation_in_order = 1, short_circuit_function_evaluation = 'disable'
