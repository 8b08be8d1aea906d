-- description: The same address clicks again within seconds, without engagement
-- answers: clicks that follow another one faster than the usual pace of the address explains
-- subject: click
-- class: sivt
-- family: timing
-- reason: repeated
-- says: {gap_seconds} s after another click of this partner from the same address and user agent; click number {count} of the day
-- param: gap_seconds Float64 = 10 s
-- param: most Float64 = 4 weight
    paced as
    (
        select
            subject_id, partner, timestamp, is_engaged,
            toUnixTimestamp64Milli(timestamp) / 1000 as second,
            lagInFrame(second, 1, 0) over in_order as earlier_second,
            row_number() over in_order as number,
            -- The pace of engaged visitors: a shared address has many.
            countIf(is_engaged) over (partition by address, agent, day) as engaged
        from clicks
        where address != 0
        window in_order as (partition by address, agent, partner, day order by timestamp, subject_id
            rows between unbounded preceding and current row)
    ),
    findings as
    (
        select
            'click' as subject_kind, subject_id, partner, timestamp as happened_at,
            1 - exp(-(engaged + 1) * (second - earlier_second) / 86400) as chance,
            map('gap_seconds', toString(round(second - earlier_second, 1)), 'count', toString(number)) as evidence
        from paced
        where number > 1 and not is_engaged and second - earlier_second < {gap_seconds:Float64}
    )
