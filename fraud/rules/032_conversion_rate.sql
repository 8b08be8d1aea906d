-- description: The partner's visitors convert far more often than those of other partners
-- answers: partners with a conversion rate that honest traffic of this site does not reach
-- subject: partner
-- class: sivt
-- family: economics
-- reason: unusual_rate
-- says: {people} people converted on {clicks} clicks; usually {usual}
-- param: fewest UInt32 = 3 people who converted
-- param: agreement Float64 = 40 strength of the prior on how alike partners are
-- param: prior_rate Float64 = 0.03 conversions a click, counts as three partners
-- param: most Float64 = 3 weight
    buyers as
    (
        select partner, uniqExact(person) as people
        from conversions
        where promo_code = ''
        group by partner
    ),
    rates as
    (
        select
            partner_clicks.partner as partner,
            partner_clicks.clicks as clicks,
            buyers.people as people
        from partner_clicks
        left join buyers on buyers.partner = partner_clicks.partner
        where partner_clicks.partner != ''
        union all
        select buyers.partner, 0, buyers.people
        from buyers
        where buyers.partner not in (select partner from partner_clicks)
    ),
    habits as
    (
        select
            arrayReduce('quantileExact(0.5)', arrayConcat(
                groupArrayIf(people / clicks, clicks >= 50),
                [{prior_rate:Float64}, {prior_rate:Float64}, {prior_rate:Float64}])) as middle,
            -- Clicks that somebody sends for others make buyers seem rare, but no confirmed ones rarer than this.
            greatest(middle, if({confirmed_only:Bool}, {prior_rate:Float64}, 0)) as usual
        from rates
    ),
    findings as
    (
        select
            'partner' as subject_kind, partner as subject_id, partner, toDateTime64({start:Date}, 3, 'UTC') as happened_at,
            chance_of_excess(people, greatest(clicks, people), usual, {agreement:Float64}) as chance,
            map('people', toString(people), 'clicks', toString(clicks),
                'usual', concat(toString(round(100 * usual, 1)), ' %')) as evidence
        from rates
        cross join habits
        where people >= {fewest:UInt32}
    )
