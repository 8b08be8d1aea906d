-- People and times of each step. Goes on from people.sql and ordered.sql, unordered.sql or totals.sql.
-- Grain: step (from 1) of all people (`is_total`), and of the people of each key of the event that began the attempt.
-- Times are those from the step before.
select
    grouping(key) as is_total,
    key,
    taken.1 as step,
    count() as people,
    avg(taken.2 / 1000) as mean_seconds,
    quantileExactInclusive(0.5)(taken.2 / 1000) as median_seconds,
    quantileExactInclusive(0.9)(taken.2 / 1000) as p90_seconds
from
(
    select
        arrayFirst(event -> event.at_ms = step_times_ms[1] and has(event.fills, 1), events).key as key,
        arrayJoin(arrayZip(
            arrayEnumerate(step_times_ms), arrayMap(taken_ms -> greatest(taken_ms, 0), arrayDifference(step_times_ms))
        )) as taken
    from attempts
)
group by grouping sets ((step), (key, step))
order by is_total desc, key, step
