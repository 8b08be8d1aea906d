-- description: The partner's customers buy long after the click, spread over days
-- answers: partners whose clicks precede purchases that would have happened anyway: the flat distribution of cookie stuffing
-- subject: partner
-- class: sivt
-- family: timing
-- reason: timing
-- says: {conversions} conversions came {typical} after the click; usual on this site: {usual}
-- param: fewest UInt32 = 4 conversions
-- param: spread Float64 = 0.35 standard deviations by which honest partners' averages differ
-- param: prior_median_seconds Float64 = 1500 s, counts as ten conversions
-- param: prior_sigma Float64 = 1.6 of the logarithm
-- param: most Float64 = 4 weight
    lags as
    (
        select subject_id, partner, type, log(1 + lag_seconds) as lag
        from conversions
        where has_click and joined_by != 'address' and click_number = 1
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
            greatest(0.3, arrayReduce('quantileExact(0.84)', known) - middle) as sigma
        -- Thirty of each partner, chosen by id: a big partner must not set what is usual.
        from (select type, partner, lag from lags order by type, partner, cityHash64(subject_id) limit 30 by type, partner)
        group by type
    ),
    unusual as
    (
        select
            partner,
            count() as conversions,
            avg((lag - middle) / sigma) / sqrt(1 / count() + {spread:Float64} * {spread:Float64}) as deviations,
            exp(avg(lag)) as typical_seconds,
            exp(any(middle)) as usual_seconds
        from lags
        inner join habits using (type)
        group by partner
        having conversions >= {fewest:UInt32}
    ),
    findings as
    (
        select
            'partner' as subject_kind, partner as subject_id, partner, toDateTime64({start:Date}, 3, 'UTC') as happened_at,
            upper_tail(deviations) as chance,
            map('conversions', toString(conversions), 'typical', formatReadableTimeDelta(round(typical_seconds)),
                'usual', formatReadableTimeDelta(round(usual_seconds))) as evidence
        from unusual
    )
