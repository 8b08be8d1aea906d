-- description: Many clicks of one neighbourhood of addresses (/24, /48), and hardly anybody looks at the page
-- answers: which clicks belong to a flood; an office or a carrier shares its addresses too, but its people read
-- subject: click
-- class: sivt
-- family: network
-- reason: flood
-- says: {clicks} clicks of this neighbourhood of addresses (/24, /48) in a day, {engaged} of them looked at the page; usually {usual} do
-- param: fewest UInt32 = 20 clicks a day
-- param: agreement Float64 = 10 strength of the prior on how alike addresses are
-- param: most Float64 = 2.5 weight
    prefix_days as
    (
        select
            prefix, day,
            count() as clicks,
            countIf(not is_engaged) as unengaged
        from clicks
        where prefix != '' and visitor != 0
        group by prefix, day
    ),
    floods as
    (
        select
            prefix, day, clicks, unengaged, usual,
            count() over (partition by day) * chance_of_excess(unengaged, clicks, usual, {agreement:Float64}) as chance
        from prefix_days
        inner join daily_habits using (day)
        where clicks >= {fewest:UInt32}
    ),
    findings as
    (
        select
            'click' as subject_kind, subject_id, partner, timestamp as happened_at, floods.chance as chance,
            map('clicks', toString(floods.clicks), 'engaged', toString(floods.clicks - unengaged),
                'usual', concat(toString(round(100 * (1 - usual))), ' %')) as evidence
        from clicks
        inner join floods on floods.prefix = clicks.prefix and floods.day = clicks.day
        where not is_engaged and floods.chance < 0.05
    )
