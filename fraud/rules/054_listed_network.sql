-- description: The order, or its click, came through a data centre or an anonymiser
-- answers: which conversions came from networks where few customers sit
-- subject: conversion
-- class: sivt
-- family: network
-- reason: network
-- says: the address belongs to a {network} network; {usual} of others' conversions come so
-- param: networks Array(String) = ["hosting", "tor", "proxy", "residential"] kinds of network
-- param: usual Float64 = 0.005 share of honest conversions
-- param: most Float64 = 2.5 weight
    seen as
    (
        select
            subject_id, partner, timestamp,
            if(has({networks:Array(String)}, network), network, click_network) as listed,
            has({networks:Array(String)}, listed) as is_listed
        from conversions
    ),
    habits as
    (
        select arrayReduce('quantileExact(0.5)', arrayConcat(groupArray(share), [0., 0., 0.])) as middle
        from (select partner, avg(is_listed) as share from seen group by partner having count() >= 5)
    ),
    findings as
    (
        select
            'conversion' as subject_kind, subject_id, partner, timestamp as happened_at,
            greatest({usual:Float64}, middle) as chance,
            map('network', toString(listed), 'usual', concat(toString(round(100 * middle, 1)), ' %')) as evidence
        from seen
        cross join habits
        where is_listed
    )
