-- description: Several browsers reported the same order
-- answers: which orders were sent again by other visitors; a reload by the same one is an honest duplicate
-- subject: conversion
-- class: sivt
-- family: identity
-- reason: repeated_order
-- says: {visitors} other visitors reported this order
-- param: visitors UInt32 = 2 other visitors, from which on it cannot be the buyer's second device
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
