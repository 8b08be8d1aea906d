-- description: The partner's orders all have the same amount, which is rare elsewhere
-- answers: whose orders are made to measure, like the cheapest that still earns
-- subject: partner
-- class: sivt
-- family: economics
-- reason: same_amount
-- says: {same} of {people} buyers paid exactly {amount_minor}, which {usual} of other partners' buyers pay
-- param: fewest UInt32 = 4 buyers
-- param: agreement Float64 = 40 strength of the prior on how alike partners are
-- param: most Float64 = 3 weight
    payers as
    (
        select partner, (amount_minor, currency) as amount, uniqExact(person) as people
        from conversions
        where type = 'sale' and amount_minor > 0
        group by partner, amount
    ),
    shares as
    (
        select
            partner, amount, people, partner_people,
            sum(people / partner_people) over (partition by amount) as amount_votes
        from (select partner, amount, people, sum(people) over (partition by partner) as partner_people from payers)
    ),
    odd as
    (
        select
            partner, amount, people, partner_people,
            uniqExact(partner) over () as partners,
            (amount_votes - people / partner_people + 0.5) / partners as usual
        from shares
    ),
    findings as
    (
        select
            'partner' as subject_kind, partner as subject_id, partner, toDateTime64({start:Date}, 3, 'UTC') as happened_at,
            min(partner_people * chance_of_excess(people, partner_people, usual, {agreement:Float64})) as chance,
            map('same', toString(max(people)), 'people', toString(any(partner_people)),
                'amount_minor', toString(argMax(amount.1, people)),
                'usual', concat(toString(round(100 * argMax(usual, people))), ' %')) as evidence
        from odd
        where partner_people >= {fewest:UInt32}
        group by partner
    )
