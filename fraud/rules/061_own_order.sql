-- description: The partner bought through their own link
-- answers: conversions with the partner's own e-mail address, or by a visitor or customer that also bought with it
-- subject: conversion
-- class: sivt
-- family: identity
-- reason: self_referral
-- says: the customer is the partner ({known_by})
-- param: email_chance Float64 = 0.0001 share of honest conversions with the partner's e-mail
-- param: person_chance Float64 = 0.002 share of honest conversions by a visitor or customer that once had it
-- param: most Float64 = 6 weight
    owned as
    (
        select
            subject_id, partner, timestamp, visitor_id, customer_id,
            email_hash != '' and has({own_emails:Array(String)}, concat(partner, ' ', email_hash)) as is_own
        from conversions
    ),
    owners as
    (
        select partner, groupUniqArrayIf(visitor_id, visitor_id != '') as visitors, groupUniqArrayIf(customer_id, customer_id != '') as customers
        from owned
        where is_own
        group by partner
    ),
    findings as
    (
        select
            'conversion' as subject_kind, subject_id, partner, timestamp as happened_at,
            if(is_own, {email_chance:Float64}, {person_chance:Float64}) as chance,
            map('known_by', if(is_own, 'e-mail', 'same visitor or customer')) as evidence
        from owned
        inner join owners using (partner)
        where is_own or has(visitors, visitor_id) or has(customers, customer_id)
    )
