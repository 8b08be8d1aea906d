-- description: More buyers from one address for one partner than a household has, with similar browsers
-- answers: conversions from an address that is not shared by many different people
-- subject: conversion
-- class: sivt
-- family: network
-- reason: same_address
-- says: {buyers} buyers among {visitors} visitors of one address, with {agents} kinds of browser
-- param: household UInt32 = 4 buyers
-- param: shared_agents UInt32 = 4 kinds of browser that show an address to be shared
-- param: agreement Float64 = 40 strength of the prior on how alike addresses are
-- param: prior_rate Float64 = 0.03 conversions a visitor
-- param: most Float64 = 2.5 weight
    crowds as
    (
        select partner, address, uniqExact(person) as buyers
        from conversions
        where address != 0
        group by partner, address
        having buyers > {household:UInt32}
    ),
    behind as
    (
        -- Insensitive to repeated rows, so the latest run need not be looked for.
        select
            address,
            uniqExact(visitor) as visitors,
            uniqExact(agent) as agents,
            uniqExactIf(visitor, is_engaged = 1) as engaged
        from click_facts
        where site_id = {site_id:UInt32}
          and day >= {baseline_start:Date}
          and day < {end:Date}
          and address in (select address from crowds)
        group by address
    ),
    unusual as
    (
        select
            crowds.partner as partner, crowds.address as address, buyers, visitors, agents,
            count() over () * chance_of_excess(buyers, greatest(visitors, buyers), {prior_rate:Float64}, {agreement:Float64}) as chance
        from crowds
        left join behind on behind.address = crowds.address
        where not (agents >= {shared_agents:UInt32} and 2 * engaged >= visitors)
    ),
    findings as
    (
        select
            'conversion' as subject_kind, subject_id, partner, timestamp as happened_at, unusual.chance as chance,
            map('buyers', toString(buyers), 'visitors', toString(visitors), 'agents', toString(agents)) as evidence
        from conversions
        inner join unusual on unusual.partner = conversions.partner and unusual.address = conversions.address
    )
