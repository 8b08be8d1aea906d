-- description: Click and order came from different countries
-- answers: which conversions changed the country on their way; travellers do it too
-- subject: conversion
-- class: sivt
-- family: network
-- reason: location
-- says: clicked in {click_country}, ordered in {country}
-- param: usual Float64 = 0.03 share of honest conversions
-- param: most Float64 = 1.5 weight
    seen as
    (
        select
            subject_id, partner, timestamp, country, click_country,
            country != '' and click_country != '' and country != click_country as is_elsewhere
        from conversions
        where joined_by != ''
    ),
    habits as
    (
        select arrayReduce('quantileExact(0.5)', arrayConcat(groupArray(share), [0., 0., 0.])) as middle
        from (select partner, avg(is_elsewhere) as share from seen group by partner having count() >= 5)
    ),
    findings as
    (
        select
            'conversion' as subject_kind, subject_id, partner, timestamp as happened_at,
            greatest({usual:Float64}, middle) as chance,
            map('click_country', toString(click_country), 'country', toString(country)) as evidence
        from seen
        cross join habits
        where is_elsewhere
    )
