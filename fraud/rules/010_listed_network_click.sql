-- description: A click from a data centre's network
-- answers: clicks from networks that people do not browse from
-- subject: click
-- class: givt
-- family: network
-- reason: not_a_person
-- says: the address belongs to a {network} network
-- param: networks Array(String) = ["hosting"] kinds of network
-- param: usual Float64 = 0.001 share of honest clicks
-- param: most Float64 = 2.5 weight
    findings as
    (
        select
            'click' as subject_kind, subject_id, partner, timestamp as happened_at,
            {usual:Float64} as chance,
            map('network', toString(network)) as evidence
        from clicks
        where has({networks:Array(String)}, network)
    )
