-- description: The purchase followed the click sooner than people can buy, or than they do on this site
-- answers: conversions too soon after their click
-- subject: conversion
-- class: sivt
-- family: timing
-- reason: timing
-- says: {lag_seconds} s after the click; usual: {usual}
-- param: floor_seconds Float64 = 30 s
-- param: floor_chance Float64 = 0.003 share of honest conversions below the floor
-- param: prior_median_seconds Float64 = 1500 s, counts as ten conversions
-- param: prior_sigma Float64 = 1.6 of the logarithm
-- param: most Float64 = 4 weight
    lags as
    (
        select
            subject_id, partner, type, timestamp, day, lag_seconds,
            log(1 + lag_seconds) as lag,
            -- One vote a partner, less for a partner with few conversions.
            1 / greatest(count() over (partition by type, partner), 10) as vote
        from conversions
        where has_click and click_number = 1
    ),
    habits as
    (
        select
            type,
            arrayConcat(
                groupArray(lag),
                arrayMap(z -> log({prior_median_seconds:Float64}) + z * {prior_sigma:Float64},
                    [-1.64, -1.04, -0.67, -0.39, -0.13, 0.13, 0.39, 0.67, 1.04, 1.64])
            ) as known,
            arrayReduce('quantileExact(0.5)', known) as middle,
            greatest(0.3, middle - arrayReduce('quantileExact(0.16)', known)) as sigma
        -- Thirty of each partner, chosen by id: a big partner must not set what is usual.
        from (select type, partner, lag from lags order by type, partner, cityHash64(subject_id) limit 30 by type, partner)
        group by type
    ),
    compared as
    (
        select
            subject_id, partner, timestamp, lag_seconds, middle,
            sum(vote) over (partition by type order by lag) - sum(vote) over (partition by type, partner order by lag) as sooner,
            sum(vote) over (partition by type) - sum(vote) over (partition by type, partner) as others,
            upper_tail((middle - lag) / sigma) as fitted
        from lags
        inner join habits using (type)
    ),
    findings as
    (
        select
            'conversion' as subject_kind, subject_id, partner, timestamp as happened_at,
            if(lag_seconds < {floor_seconds:Float64},
                greatest({floor_chance:Float64}, sooner / greatest(others, 1)),
                greatest(fitted, (sooner + 0.5) / (others + 1))) as chance,
            map('lag_seconds', toString(round(lag_seconds, 1)), 'usual', formatReadableTimeDelta(round(exp(middle)))) as evidence
        from compared
    )
