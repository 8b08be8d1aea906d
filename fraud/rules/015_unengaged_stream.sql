-- description: A day's clicks of a partner without anybody looking at the page
-- answers: which clicks were opened by nobody: floods from many addresses, hidden frames, cookies stuffed
-- subject: click
-- class: sivt
-- family: behaviour
-- reason: no_engagement
-- says: {unengaged} of {clicks} clicks of this partner on this day were left without a look; usually {usual}
-- param: agreement Float64 = 40 strength of the prior on how alike partners are
-- param: most Float64 = 4 weight
    streams as
    (
        select
            partner, day,
            sum(partner_days.measured) as measured,
            sum(partner_days.measured - engaged) as unengaged
        from partner_days final
        where site_id = {site_id:UInt32} and day >= {start:Date} and day < {end:Date} and partner != ''
        group by partner, day
    ),
    odd as
    (
        select
            streams.partner as partner, day, measured, unengaged,
            -- What most partners see, and not less than the site without this partner's day: no beacon anywhere, no evidence.
            greatest(daily_habits.usual,
                1 - (all_engaged - (measured - unengaged)) / greatest(all_measured - measured, 1)) as usual_share,
            count() over (partition by day) * chance_of_excess(unengaged, measured, usual_share, {agreement:Float64}) as chance
        from streams
        inner join daily_habits using (day)
        where measured > 0
    ),
    findings as
    (
        select
            'click' as subject_kind, subject_id, partner, timestamp as happened_at, odd.chance as chance,
            map('unengaged', toString(odd.unengaged), 'clicks', toString(odd.measured),
                'usual', concat(toString(round(100 * usual_share)), ' %')) as evidence
        from clicks
        inner join odd on odd.partner = clicks.partner and odd.day = clicks.day
        where not is_engaged and odd.chance < 0.05
    )
