-- description: Several browsers reported the same order
-- answers: orders that other visitors sent again; a reload by the same visitor is an honest duplicate
-- subject: conversion
-- class: sivt
-- family: identity
-- reason: repeated_order
-- says: {visitors} other visitors reported this order
-- param: visitors UInt32 = 2 other visitors, from which it cannot be a second device of the buyer
-- param: usual Float64 = 0.0005 share of honest conversions
-- param: most Float64 = 4.5 weight
    findings as
    (
        select
            'conversion' as subject_kind, subject_id, partner, timestamp as happened_at,
            {usual:Float64} as chance,
            map('visitors', toString(repeat_visitors)) as evidence
        from conversions
        where repeat_visitors >= {visitors:UInt32}
    )
