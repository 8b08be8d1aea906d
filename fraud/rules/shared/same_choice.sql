-- Partners whose buyers all make the same choice, which is rare among other partners' buyers. Continues a rule that
-- selects `choices`.
-- Grain of `choices`: one partner and `choice`, with its `people`, the number of `comparisons` that the chance is
-- corrected for, and `amount_minor` in `amount_currency` for the evidence, empty where the choice is no amount.
    shares as
    (
        select
            partner, choice, people, comparisons, amount_minor, amount_currency, partner_people,
            -- Every partner has one vote on how common a choice is.
            sum(people / partner_people) over (partition by choice) as votes
        from
        (
            select
                partner, choice, people, comparisons, amount_minor, amount_currency,
                sum(people) over (partition by partner) as partner_people
            from choices
        )
    ),
    compared as
    (
        select
            partner, people, comparisons, amount_minor, amount_currency, partner_people,
            (votes - people / partner_people + 0.5) / uniqExact(partner) over () as usual
        from shares
    ),
    findings as
    (
        select
            'partner' as subject_kind, partner as subject_id, partner, toDateTime64({start:Date}, 3, 'UTC') as happened_at,
            min(comparisons * chance_of_excess(people, partner_people, usual, {agreement:Float64})) as chance,
            mapFilter((name, value) -> value != '', map(
                'same', toString(max(people)), 'people', toString(any(partner_people)),
                'amount_minor', argMax(amount_minor, people), 'currency', argMax(amount_currency, people),
                'usual', concat(toString(round(100 * argMax(usual, people))), ' %'))) as evidence
        from compared
        where partner_people >= {fewest:UInt32}
        group by partner
    )
