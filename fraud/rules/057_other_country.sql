-- description: Click and order came from different countries
-- answers: conversions whose country changed between click and order; travellers do this too
-- subject: conversion
-- class: sivt
-- family: network
-- reason: location
-- says: clicked in {click_country}, ordered in {country}
-- continued_by: flagged_conversions
-- param: usual Float64 = 0.03 share of honest conversions
-- param: most Float64 = 1.5 weight
    seen as
    (
        select
            subject_id, partner, timestamp, 5 as fewest,
            country != '' and click_country != '' and country != click_country as is_flagged,
            map('click_country', toString(click_country), 'country', toString(country)) as evidence
        from conversions
        where has_click
    ),
