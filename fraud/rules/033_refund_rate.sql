-- description: The partner's orders are refunded far more often than others
-- answers: partners whose sales do not last
-- subject: partner
-- class: sivt
-- family: economics
-- reason: refunds
-- says: {refunded} of {orders} orders were refunded; usually {usual}
-- param: fewest UInt32 = 4 orders
-- param: agreement Float64 = 30 strength of the prior on how alike partners are
-- param: prior_rate Float64 = 0.05 refunds an order, counts as three partners
-- param: most Float64 = 3 weight
    orders as
    (
        select partner, count() as orders, sum(is_refunded) as refunded
        from conversions
        where type = 'sale'
        group by partner
    ),
    habits as
    (
        select
            arrayReduce('quantileExact(0.5)', arrayConcat(
                groupArrayIf(refunded / orders, orders >= 10),
                [{prior_rate:Float64}, {prior_rate:Float64}, {prior_rate:Float64}])) as middle,
            greatest(middle, 0.01) as usual
        from orders
    ),
    findings as
    (
        select
            'partner' as subject_kind, partner as subject_id, partner, toDateTime64({start:Date}, 3, 'UTC') as happened_at,
            chance_of_excess(refunded, orders, usual, {agreement:Float64}) as chance,
            map('refunded', toString(refunded), 'orders', toString(orders),
                'usual', concat(toString(round(100 * usual, 1)), ' %')) as evidence
        from orders
        cross join habits
        where orders >= {fewest:UInt32}
    )
