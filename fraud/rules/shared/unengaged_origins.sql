-- Floods: days on which far fewer of an origin's clicks are engaged than usual. Continues a rule that selects `origins`.
-- Grain of `origins`: one click, with its `origin`: an address or a network of them.
    floods as
    (
        select
            origin, day, clicks, unengaged, usual,
            count() over (partition by day) * chance_of_excess(unengaged, clicks, usual, {agreement:Float64}) as chance
        from
        (
            select
                origin, day,
                count() as clicks,
                countIf(not is_engaged) as unengaged
            from origins
            where visitor != 0
            group by origin, day
        ) as origin_days
        inner join daily_habits using (day)
        where clicks >= {fewest:UInt32}
    ),
    findings as
    (
        select
            'click' as subject_kind, subject_id, partner, timestamp as happened_at, floods.chance as chance,
            map('clicks', toString(floods.clicks), 'engaged', toString(floods.clicks - unengaged),
                'usual', concat(toString(round(100 * (1 - usual))), ' %')) as evidence
        from origins
        inner join floods on floods.origin = origins.origin and floods.day = origins.day
        where not is_engaged and floods.chance < 0.05
    )
