-- description: The partner's conversions come in a burst
-- answers: conversions closer together than the partner's own pace explains; a webinar does this too
-- subject: conversion
-- class: sivt
-- family: timing
-- reason: timing
-- says: {count} conversions of this partner within {minutes} minutes
-- param: fewest UInt32 = 4 conversions
-- param: prior_count Float64 = 3 conversions a month, added to the partner's own
-- param: most Float64 = 1.5 weight
    paced as
    (
        select
            subject_id, partner, timestamp,
            toUnixTimestamp(timestamp) as second,
            count() over (partition by partner order by second range between 600 preceding and current row) as close,
            count() over (partition by partner) as all_count
        from conversions
    ),
    findings as
    (
        select
            'conversion' as subject_kind, subject_id, partner, timestamp as happened_at,
            -- Chernoff's bound of the Poisson tail, for each window of the month.
            4320 * if(close <= expected, 1, exp(close - expected - close * log(close / expected))) as chance,
            map('count', toString(close), 'minutes', '10') as evidence,
            ({prior_count:Float64} + all_count - close) / 4320 as expected
        from paced
        where close >= {fewest:UInt32}
    )
