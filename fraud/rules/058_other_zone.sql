-- description: The browser's time zone is not one of the address's country
-- answers: which conversions come through an address far from the browser's clock
-- subject: conversion
-- class: sivt
-- family: network
-- reason: location
-- says: the browser's clock runs in {zone}, the address is in {country}
-- param: usual Float64 = 0.03 share of honest conversions
-- param: most Float64 = 1.5 weight
    seen as
    (
        select
            subject_id, partner, timestamp, country, zone,
            has({zones:Array(String)}, zone) and country != ''
                and not has({zone_countries:Array(String)}, concat(zone, ' ', country)) as is_elsewhere
        from conversions
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
            map('zone', toString(zone), 'country', toString(country)) as evidence
        from seen
        cross join habits
        where is_elsewhere
    )
