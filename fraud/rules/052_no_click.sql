-- description: A conversion that names a partner whom nobody clicked
-- answers: which conversions have no click of the visitor, of the customer, or of the same device shortly before
-- subject: conversion
-- class: sivt
-- family: behaviour
-- reason: no_click
-- says: no click of this partner leads to the order; {usual} of others' conversions have none
-- param: usual Float64 = 0.003 share of honest conversions
-- param: most Float64 = 4 weight
    seen as
    (
        select subject_id, partner, timestamp, joined_by = '' and promo_code = '' as is_alone
        from conversions
    ),
    habits as
    (
        select arrayReduce('quantileExact(0.5)', arrayConcat(groupArray(share), [0., 0., 0.])) as middle
        from (select partner, avg(is_alone) as share from seen group by partner having count() >= 3)
    ),
    findings as
    (
        select
            'conversion' as subject_kind, subject_id, partner, timestamp as happened_at,
            greatest({usual:Float64}, middle) as chance,
            map('usual', concat(toString(round(100 * middle, 1)), ' %')) as evidence
        from seen
        cross join habits
        where is_alone
    )
