-- description: The order was placed by a program
-- answers: conversions with a user agent that no person uses
-- subject: conversion
-- class: givt
-- family: technical
-- reason: not_a_person
-- says: the order came from an automated client ({browser}); usually {usual} of conversions do
-- continued_by: flagged_conversions
-- param: pattern String = "(?i)headless|phantom|electron" regular expression of the browser's name
-- param: usual Float64 = 0.003 share of honest conversions
-- param: most Float64 = 4 weight
    -- A shop whose server sends its own user agent with every order is no evidence.
    seen as
    (
        select
            subject_id, partner, timestamp, 3 as fewest,
            traffic != 'human' or match(browser, {pattern:String}) as is_flagged,
            map('browser', toString(browser), 'usual', '') as evidence
        from conversions
    ),
