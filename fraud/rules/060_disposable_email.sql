-- description: The customer's mailbox is one of those that vanish
-- answers: which conversions were made under a disposable address
-- subject: conversion
-- class: sivt
-- family: identity
-- reason: disposable_email
-- says: a mailbox of ten minutes; {usual} of others' customers use one
-- param: usual Float64 = 0.01 share of honest conversions
-- param: most Float64 = 2.5 weight
    seen as
    (
        select subject_id, partner, timestamp, email_kind = 'disposable' as is_disposable
        from conversions
    ),
    habits as
    (
        select arrayReduce('quantileExact(0.5)', arrayConcat(groupArray(share), [0., 0., 0.])) as middle
        from (select partner, avg(is_disposable) as share from seen group by partner having count() >= 5)
    ),
    findings as
    (
        select
            'conversion' as subject_kind, subject_id, partner, timestamp as happened_at,
            greatest({usual:Float64}, middle) as chance,
            map('usual', concat(toString(round(100 * middle, 1)), ' %')) as evidence
        from seen
        cross join habits
        where is_disposable
    )
