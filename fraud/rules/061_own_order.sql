-- description: The partner bought through their own link
-- answers: conversions with the partner's own e-mail address or customer id, or by a visitor or customer that also bought so
-- subject: conversion
-- class: sivt
-- family: identity
-- reason: self_referral
-- says: the customer is the partner ({known_by})
-- param: email_chance Float64 = 0.0001 share of honest conversions with the partner's e-mail
-- param: customer_chance Float64 = 0.0001 share of honest conversions by the partner's own customer id
-- param: person_chance Float64 = 0.002 share of honest conversions by a visitor or customer that once had one of them
-- param: most Float64 = 6 weight
    -- Whose the browsers are whose conversions name no customer; what browsers alone say of that is a claim.
    named_on_browsers as
    (
        select visitor_id, id, seen_at
        from visitor_identities
        where site_id = {site_id:UInt32}
          and notEmpty({own_customers:Array(String)})
          and visitor_id in (select visitor_id from conversions where customer_id = '' and visitor_id != '')
          and kind = 'customer'
          and not is_test
        group by visitor_id, id, seen_at
        having max(trust) >= {confirmed_trust:UInt8}
    ),
    -- At any moment the one who was named last, before anybody was the one named first afterwards.
    browser_owners as
    (
        select
            subject_id,
            if(
                countIf(seen_at <= timestamp) > 0,
                argMaxIf(id, (seen_at, id), seen_at <= timestamp),
                argMin(id, (seen_at, id))
            ) as browser_owner
        from conversions
        inner join named_on_browsers using (visitor_id)
        where customer_id = ''
        group by subject_id, timestamp
    ),
    owned as
    (
        select
            subject_id, partner, timestamp, visitor_id, customer_id,
            multiIf(
                email_hash != '' and concat(partner, ' ', email_hash) in {own_emails:Array(String)},
                'e-mail',
                customer_id != '' and concat(partner, ' ', customer_id) in {own_customers:Array(String)},
                'customer id',
                browser_owner != '' and concat(partner, ' ', browser_owner) in {own_customers:Array(String)},
                'customer of the browser',
                ''
            ) as own_by
        from conversions
        left join browser_owners using (subject_id)
    ),
    owners as
    (
        select partner, groupUniqArrayIf(visitor_id, visitor_id != '') as visitors, groupUniqArrayIf(customer_id, customer_id != '') as customers
        from owned
        where own_by != ''
        group by partner
    ),
    findings as
    (
        select
            'conversion' as subject_kind, subject_id, partner, timestamp as happened_at,
            multiIf(
                own_by = 'e-mail', {email_chance:Float64}, own_by != '', {customer_chance:Float64}, {person_chance:Float64}
            ) as chance,
            map('known_by', if(own_by != '', own_by, 'same visitor or customer')) as evidence
        from owned
        inner join owners using (partner)
        where own_by != '' or has(visitors, visitor_id) or has(customers, customer_id)
    )
