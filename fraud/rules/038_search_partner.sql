-- description: The partner's visitors come from search engines and buy more often than others: a sign of brand bidding
-- answers: partners that may catch visitors who searched for the shop itself
-- subject: partner
-- class: policy
-- family: policy
-- reason: search_advertising
-- says: {from_search} of the clicks came from search engines and {people} people bought on {clicks} clicks; usually {usual} buy
-- param: fewest UInt32 = 3 people who converted
-- param: agreement Float64 = 40 strength of the prior on how alike partners are
-- param: search_share Float64 = 0.6 share of clicks from search engines
-- param: prior_rate Float64 = 0.03 conversions a click, counts as three partners
-- param: most Float64 = 3 weight
    buyers as
    (
        select partner, uniqExact(person) as people
        from conversions
        group by partner
    ),
    rates as
    (
        select
            partner_clicks.partner as partner,
            partner_clicks.clicks as clicks,
            evidence_clicks.from_search / greatest(evidence_clicks.clicks, 1) as from_search,
            people
        from partner_clicks
        left join evidence_clicks on evidence_clicks.partner = partner_clicks.partner
        left join buyers on buyers.partner = partner_clicks.partner
        where partner_clicks.partner != ''
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
            map('from_search', concat(toString(round(100 * from_search)), ' %'), 'clicks', toString(clicks), 'people', toString(people),
                'usual', concat(toString(round(100 * usual, 1)), ' %')) as evidence
        from rates
        cross join habits
        where people >= {fewest:UInt32} and from_search >= {search_share:Float64}
    )
