-- description: The order was placed by a program
-- answers: which conversions name a user agent that no person sits in front of
-- subject: conversion
-- class: givt
-- family: technical
-- reason: not_a_person
-- says: the order came from a program ({browser}); {usual} of others' conversions do
-- param: pattern String = "(?i)headless|phantom|electron" regular expression of the browser's name
-- param: usual Float64 = 0.003 share of honest conversions
-- param: most Float64 = 4 weight
    seen as
    (
        select
            subject_id, partner, timestamp, browser,
            traffic != 'human' or match(browser, {pattern:String}) as is_program
        from conversions
    ),
    habits as
    (
        -- A shop whose server names its own agent in every order has told nothing.
        select arrayReduce('quantileExact(0.5)', arrayConcat(groupArray(share), [0., 0., 0.])) as middle
        from (select partner, avg(is_program) as share from seen group by partner having count() >= 3)
    ),
    findings as
    (
        select
            'conversion' as subject_kind, subject_id, partner, timestamp as happened_at,
            greatest({usual:Float64}, middle) as chance,
            map('browser', toString(browser), 'usual', concat(toString(round(100 * middle, 1)), ' %')) as evidence
        from seen
        cross join habits
        where is_program
    )
