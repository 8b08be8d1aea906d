-- description: The order, or its click, came through a data centre or an anonymiser
-- answers: conversions from networks that few customers use
-- subject: conversion
-- class: sivt
-- family: network
-- reason: network
-- says: the address belongs to a {network} network; usually {usual} of conversions do
-- continued_by: flagged_conversions
-- param: networks Array(String) = ["hosting", "tor", "proxy", "residential"] kinds of network
-- param: usual Float64 = 0.005 share of honest conversions
-- param: most Float64 = 2.5 weight
    seen as
    (
        select
            subject_id, partner, timestamp, 5 as fewest,
            if(has({networks:Array(String)}, network) or not has_click, network, click_network) as listed,
            has({networks:Array(String)}, listed) as is_flagged,
            map('network', toString(listed), 'usual', '') as evidence
        from conversions
    ),
