-- description: The order is worth far more than usual orders of this site
-- answers: sales with an amount far above the site's own, by currency
-- subject: conversion
-- class: sivt
-- family: economics
-- reason: amount
-- says: {amount_minor}; usual: {usual_minor}
-- param: least_chance Float64 = 0.005 share of honest sales
-- param: most Float64 = 2 weight
    amounts as
    (
        select subject_id, partner, timestamp, currency, amount_minor, log(amount_minor) as amount
        from conversions
        where type = 'sale' and amount_minor > 0
    ),
    habits as
    (
        select
            currency,
            quantileExact(0.5)(amount) as middle,
            greatest(0.3, quantileExact(0.84)(amount) - middle) as sigma,
            count() as orders
        -- Thirty of each partner, chosen by id: a big partner must not set what is usual.
        from
        (
            select currency, partner, amount
            from amounts
            order by currency, partner, cityHash64(subject_id)
            limit 30 by currency, partner
        )
        group by currency
    ),
    findings as
    (
        select
            'conversion' as subject_kind, subject_id, partner, timestamp as happened_at,
            greatest({least_chance:Float64}, upper_tail((amount - middle) / sigma)) as chance,
            map(
                'amount_minor', toString(amount_minor), 'usual_minor', toString(toInt64(round(exp(middle)))), 'currency', currency
            ) as evidence
        from amounts
        inner join habits using (currency)
        where orders >= 30
    )
