-- description: A person who already signed up signs up again
-- answers: leads with an e-mail address or customer that an earlier lead of another visitor had
-- subject: conversion
-- class: sivt
-- family: identity
-- reason: known_person
-- says: this person signed up {times} times before, first {first}
-- param: usual Float64 = 0.01 share of honest leads
-- param: most Float64 = 3 weight
    leads as
    (
        select
            subject_id, partner, timestamp, visitor_id,
            if(email_hash != '', email_hash, customer_id) as known_as
        from conversions
        where type = 'lead' and (email_hash != '' or customer_id != '')
    ),
    ordered as
    (
        select
            subject_id, partner, timestamp, visitor_id, known_as,
            row_number() over in_order - 1 as times,
            min(timestamp) over in_order as first,
            argMin(visitor_id, timestamp) over in_order as first_visitor
        from leads
        window in_order as (partition by known_as order by timestamp, subject_id rows between unbounded preceding and current row)
    ),
    findings as
    (
        select
            'conversion' as subject_kind, subject_id, partner, timestamp as happened_at,
            {usual:Float64} as chance,
            map('times', toString(times), 'first', toString(first)) as evidence
        from ordered
        where times > 0 and visitor_id != first_visitor
    )
