-- description: The partner's customers all use the very same browser
-- answers: whose buyers look like one machine
-- subject: partner
-- class: sivt
-- family: technical
-- reason: same_device
-- says: {same} of {people} buyers came with the same browser, which {usual} of other partners' buyers use
-- param: fewest UInt32 = 4 buyers
-- param: agreement Float64 = 40 strength of the prior on how alike partners are
-- param: most Float64 = 3 weight
    users as
    (
        select partner, agent, uniqExact(person) as people
        from conversions
        where agent != 0
        group by partner, agent
    ),
    shares as
    (
        select
            partner, agent, people, partner_people,
            -- Every partner has one vote on how common a browser is.
            sum(people / partner_people) over (partition by agent) as agent_votes
        from (select partner, agent, people, sum(people) over (partition by partner) as partner_people from users)
    ),
    odd as
    (
        select
            partner, people, partner_people,
            uniqExact(partner) over () as partners,
            uniqExact(agent) over () as agents,
            (agent_votes - people / partner_people + 0.5) / partners as usual
        from shares
    ),
    findings as
    (
        select
            'partner' as subject_kind, partner as subject_id, partner, toDateTime64({start:Date}, 3, 'UTC') as happened_at,
            min(agents * chance_of_excess(people, partner_people, usual, {agreement:Float64})) as chance,
            map('same', toString(argMax(people, people)), 'people', toString(any(partner_people)),
                'usual', concat(toString(round(100 * argMax(usual, people))), ' %')) as evidence
        from odd
        where partner_people >= {fewest:UInt32}
        group by partner
    )
