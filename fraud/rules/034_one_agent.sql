-- description: The partner's customers all use the very same browser
-- answers: partners whose buyers look like one automated browser
-- subject: partner
-- class: sivt
-- family: technical
-- reason: same_device
-- says: {same} of {people} buyers came with the same browser, which {usual} of other partners' buyers use
-- continued_by: same_choice
-- param: fewest UInt32 = 4 buyers
-- param: agreement Float64 = 40 strength of the prior on how alike partners are
-- param: most Float64 = 3 weight
    choices as
    (
        select
            partner, agent as choice,
            uniqExact(person) as people,
            uniqExact(agent) over () as comparisons,
            '' as amount_minor,
            '' as amount_currency
        from conversions
        where agent != 0
        group by partner, agent
    ),
