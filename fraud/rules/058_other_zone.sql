-- description: The browser's time zone does not belong to the country of the address
-- answers: conversions from an address far from the browser's time zone
-- subject: conversion
-- class: sivt
-- family: network
-- reason: location
-- says: the browser's time zone is {zone}, the address is in {country}
-- continued_by: flagged_conversions
-- param: usual Float64 = 0.03 share of honest conversions
-- param: most Float64 = 1.5 weight
    seen as
    (
        select
            subject_id, partner, timestamp, 5 as fewest,
            has({zones:Array(String)}, zone) and country != ''
                and not has({zone_countries:Array(String)}, concat(zone, ' ', country)) as is_flagged,
            map('zone', toString(zone), 'country', toString(country)) as evidence
        from conversions
    ),
