-- description: Almost none of the partner's visitors engage
-- answers: partners whose clicks are not engaged far more often than those of other partners of this site
-- subject: partner
-- class: sivt
-- family: behaviour
-- reason: no_engagement
-- says: {unengaged} of {clicks} clicks were not engaged; usually {usual}
-- param: agreement Float64 = 40 strength of the prior on how alike partners are
-- param: most Float64 = 4 weight
    habits as
    (
        select
            arrayReduce('quantileExact(0.5)',
                arrayConcat(groupArrayIf((measured - engaged) / measured, measured >= fewest), [0.3, 0.3, 0.3])) as middle,
            sum(measured) as all_measured,
            sum(engaged) as all_engaged
        from evidence_clicks
    ),
    unusual as
    (
        select
            partner, measured, measured - engaged as unengaged,
            greatest(middle, 1 - (all_engaged - engaged) / greatest(all_measured - measured, 1)) as usual,
            chance_of_excess(unengaged, measured, usual, {agreement:Float64}) as chance
        from evidence_clicks
        cross join habits
        where partner != '' and measured > 0
    ),
    findings as
    (
        select
            'partner' as subject_kind, partner as subject_id, partner, toDateTime64({start:Date}, 3, 'UTC') as happened_at, chance,
            map('unengaged', toString(unengaged), 'clicks', toString(measured),
                'usual', concat(toString(round(100 * usual)), ' %')) as evidence
        from unusual
    )
