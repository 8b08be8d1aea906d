-- People of each step by the engine's own windowFunnel with up to three modes. Goes on from people.sql.
-- The engine has its own mind of one event that fills several steps, and tells no times.
-- Grain: step (from 1) of all people (`is_total`), and of the people of each key of the event that began.
-- Params: as of people.sql; mode_1 to mode_3: words of windowFunnel, one of them repeated where there are fewer.
    depths as
    (
        select
            windowFunnel({window_ms:UInt64}, {mode_1:String}, {mode_2:String}, {mode_3:String})(
                toUInt64(at_ms),
                fills[1] and at_ms < {to_ms:Int64}, fills[2], fills[3], fills[4], fills[5], fills[6], fills[7], fills[8],
                fills[9], fills[10], fills[11], fills[12], fills[13], fills[14], fills[15], fills[16], fills[17],
                fills[18], fills[19], fills[20]
            ) as depth,
            argMinIf(key, at_ms, fills[1]) as first_key
        from occurrences
        group by person
    )
select
    grouping(first_key) as is_total,
    first_key as key,
    step,
    count() as people,
    nan as mean_seconds,
    nan as median_seconds,
    nan as p90_seconds
from depths
array join range(1, depth + 1) as step
group by grouping sets ((step), (first_key, step))
order by is_total desc, key, step
