-- description: The partner's orders all have the same amount, which is rare elsewhere
-- answers: partners whose orders look chosen to earn, like the cheapest one that still pays
-- subject: partner
-- class: sivt
-- family: economics
-- reason: same_amount
-- says: {same} of {people} buyers paid exactly {amount_minor}, which {usual} of other partners' buyers pay
-- continued_by: same_choice
-- param: fewest UInt32 = 4 buyers
-- param: agreement Float64 = 40 strength of the prior on how alike partners are
-- param: most Float64 = 3 weight
    choices as
    (
        select
            partner, (amount_minor, currency) as choice,
            uniqExact(person) as people,
            sum(uniqExact(person)) over (partition by partner) as comparisons,
            toString(conversions.amount_minor) as amount_minor,
            currency as amount_currency
        from conversions
        where type = 'sale' and conversions.amount_minor > 0
        group by partner, conversions.amount_minor, currency
    ),
