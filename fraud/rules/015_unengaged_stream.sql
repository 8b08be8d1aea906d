-- description: A day's clicks of a partner without engagement
-- answers: clicks that no visitor saw: floods from many addresses, hidden frames, cookie stuffing
-- subject: click
-- class: sivt
-- family: behaviour
-- reason: no_engagement
-- says: {unengaged} of {clicks} clicks of this partner on this day were not engaged; usually {usual}
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
    unusual as
    (
        select
            streams.partner as partner, day, measured, unengaged,
            -- The median of the partners, and not less than the site without this partner: without beacons there is no evidence.
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
            'click' as subject_kind, subject_id, partner, timestamp as happened_at, unusual.chance as chance,
            map('unengaged', toString(unusual.unengaged), 'clicks', toString(unusual.measured),
                'usual', concat(toString(round(100 * usual_share)), ' %')) as evidence
        from clicks
        inner join unusual on unusual.partner = clicks.partner and unusual.day = clicks.day
        where not is_engaged and unusual.chance < 0.05
    )
