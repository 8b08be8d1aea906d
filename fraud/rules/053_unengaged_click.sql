-- description: The click behind the conversion was not engaged
-- answers: conversions that rest on a click without engagement
-- subject: conversion
-- class: sivt
-- family: behaviour
-- reason: no_engagement
-- says: the page that the click opened got no engagement; usually {usual} of clicks get none
-- param: most Float64 = 2 weight
    habits as
    (
        select
            arrayReduce('quantileExact(0.5)',
                arrayConcat(groupArrayIf((measured - engaged) / measured, measured >= fewest), [0.3, 0.3, 0.3])) as usual
        from evidence_clicks
    ),
    findings as
    (
        select
            'conversion' as subject_kind, subject_id, partner, timestamp as happened_at, usual as chance,
            map('usual', concat(toString(round(100 * usual, 1)), ' %')) as evidence
        from conversions
        cross join habits
        where has_click and joined_by != 'address' and not click_is_engaged
    )
