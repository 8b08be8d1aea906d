-- description: The customer used a disposable e-mail address
-- answers: conversions with a disposable e-mail address
-- subject: conversion
-- class: sivt
-- family: identity
-- reason: disposable_email
-- says: a disposable mailbox; usually {usual} of customers use one
-- continued_by: flagged_conversions
-- param: usual Float64 = 0.01 share of honest conversions
-- param: most Float64 = 2.5 weight
    seen as
    (
        select
            subject_id, partner, timestamp, 5 as fewest,
            email_kind = 'disposable' as is_flagged,
            map('usual', '') as evidence
        from conversions
    ),
