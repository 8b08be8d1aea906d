-- People of each step by the engine's own windowFunnel without modes. Continues people.sql.
-- windowFunnel lets one event fill several steps, and gives no times.
-- Grain: step (from 1) of all people (`is_total`), and of the people of each key of the event that began.
-- Params: as of people.sql.
    depths as
    (
        select
            windowFunnel({window_ms:UInt64})(
                toUInt64(at_ms),
                bitTest(fills, 0) and at_ms < {to_ms:Int64},
                bitTest(fills, 1), bitTest(fills, 2), bitTest(fills, 3), bitTest(fills, 4), bitTest(fills, 5),
                bitTest(fills, 6), bitTest(fills, 7), bitTest(fills, 8), bitTest(fills, 9), bitTest(fills, 10),
                bitTest(fills, 11), bitTest(fills, 12), bitTest(fills, 13), bitTest(fills, 14), bitTest(fills, 15),
                bitTest(fills, 16), bitTest(fills, 17), bitTest(fills, 18), bitTest(fills, 19)
            ) as depth,
            argMinIf(key, at_ms, bitTest(fills, 0)) as first_key
        from occurrences_of_people
        group by person
    )
select
    grouping(first_key) as is_total,
    first_key as key,
    step,
    count() as people,
    nan as mean_seconds,
    nan as median_seconds,
    nan as p90_seconds,
    emptyArrayUInt64() as histogram
from depths
array join range(1, depth + 1) as step
group by grouping sets ((step), (first_key, step))
order by is_total desc, key, step
