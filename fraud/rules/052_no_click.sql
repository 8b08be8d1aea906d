-- description: A conversion that names a partner without any click
-- answers: conversions without a click of the visitor, of the customer, or of the same device shortly before
-- subject: conversion
-- class: sivt
-- family: behaviour
-- reason: no_click
-- says: no click of this partner leads to the order; usually {usual} of conversions have none
-- continued_by: flagged_conversions
-- param: usual Float64 = 0.003 share of honest conversions
-- param: most Float64 = 4 weight
    seen as
    (
        select
            subject_id, partner, timestamp, 3 as fewest,
            joined_by = '' and promo_code = '' as is_flagged,
            map('usual', '') as evidence
        from conversions
    ),
