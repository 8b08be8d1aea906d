-- The functions and tables that every rule uses. A rule continues it.
-- A rule ends in `findings`: subject_kind, subject_id, partner, happened_at, evidence, and `chance`, an upper bound of how
-- often honest traffic of this site would show the same.
-- Params: site_id; start, end: the half-open days to be covered; baseline_start: where the baseline of the site begins;
-- confirmed_only: whether confirmed conversions and the clicks that led to them are the only evidence, else everything is.
with
    -- Kullback-Leibler divergence of two shares, kept away from the ends.
    (share, usual) ->
        greatest(share, 1e-9) * log(greatest(share, 1e-9) / greatest(usual, 1e-9))
        + greatest(1 - share, 1e-9) * log(greatest(1 - share, 1e-9) / greatest(1 - usual, 1e-9)) as divergence,
    -- How many of the observations at one partner count as independent: partners differ honestly. `agreement` is the
    -- strength of the Beta prior that says how alike they are; this is the design effect of the beta-binomial.
    (n, agreement) -> n / (1 + greatest(n - 1, 0) / (agreement + 1)) as independent,
    -- Chernoff's bound of the chance to see at least `k` of `n` where `usual` is the usual share.
    (k, n, usual, agreement) ->
        if(n = 0 or k / n <= usual, 1, exp(-independent(n, agreement) * divergence(k / n, usual))) as chance_of_excess,
    -- The upper tail of the normal distribution.
    deviations -> erfc(deviations / sqrt(2)) / 2 as upper_tail,
    conversions as
    (
        select
            toString(event_id) as subject_id, is_confirmed, day, timestamp, type, partner, order_id, visitor_id, customer_id, email_hash,
            email_kind, promo_code, amount_minor, currency, address, network, country, zone, agent, browser, traffic,
            repeat_visitors, is_refunded, joined_by, click_id, click_number, lag_seconds, click_country, click_network,
            click_traffic, click_path, click_referrer_host, click_id_kind, click_is_engaged, idle_seconds,
            -- What is confirmed has its own clicks alone: in a claim browsers say whose it is, and addresses are shared.
            if({confirmed_only:Bool}, joined_by in ('visitor', 'customer'), joined_by != '') as has_click,
            -- One person counts once, however many orders.
            multiIf(visitor_id != '', visitor_id, customer_id != '', customer_id, subject_id) as person
        from conversion_facts final
        where site_id = {site_id:UInt32}
          and day >= {baseline_start:Date}
          and day < {end:Date}
          and partner != ''
          and not is_allowed
          and (is_confirmed or not {confirmed_only:Bool})
    ),
    clicks as
    (
        select
            toString(event_id) as subject_id, day, timestamp, partner, visitor, address, prefix, network, agent, browser,
            is_engaged
        from click_facts final
        where site_id = {site_id:UInt32}
          and day >= {start:Date}
          and day < {end:Date}
          and partner != ''
          and traffic = 'human'
          and not is_allowed
    ),
    -- The usual share of unengaged clicks on each covered day: the median of the partners over the 30 days up to it.
    daily_habits as
    (
        select
            covered_day as day,
            arrayReduce('quantileExact(0.5)', arrayConcat(
                groupArrayIf((partner_measured - partner_engaged) / partner_measured, partner_measured >= 30),
                [0.3, 0.3, 0.3])) as usual,
            sum(partner_measured) as all_measured,
            sum(partner_engaged) as all_engaged
        from
        (
            select
                arrayJoin(range(toUInt32(greatest(day, {start:Date})), toUInt32(least(day + 30, {end:Date})))) as covered_day_number,
                toDate(covered_day_number) as covered_day,
                partner,
                sum(measured) as partner_measured,
                sum(engaged) as partner_engaged
            from partner_days final
            where site_id = {site_id:UInt32} and day > {start:Date} - 30 and day < {end:Date}
            group by covered_day_number, partner
        )
        group by day
    ),
    -- All clicks of each partner. Anybody can send more of them.
    partner_clicks as
    (
        select
            partner,
            sum(partner_days.clicks) as clicks,
            sum(partner_days.measured) as measured,
            sum(partner_days.engaged) as engaged,
            sum(partner_days.from_search) as from_search
        from partner_days final
        where site_id = {site_id:UInt32}
          and day >= {baseline_start:Date}
          and day < {end:Date}
        group by partner
    ),
    -- The clicks of each partner that are evidence: of everything all of them, of what is confirmed those that led to it.
    evidence_clicks as
    (
        select partner, clicks, measured, engaged, from_search, 30 as fewest
        from partner_clicks
        where not {confirmed_only:Bool}
        union all
        select
            partner,
            uniqExact(click_id),
            uniqExact(click_id),
            uniqExactIf(click_id, click_is_engaged = 1),
            uniqExactIf(click_id, match(click_referrer_host, {search_engines:String})),
            5
        from conversions
        where {confirmed_only:Bool} and joined_by in ('visitor', 'customer') and click_traffic = 'human'
        group by partner
    ),
