-- description: The click was bought: it carries the click id of an advertising system
-- answers: which conversions a partner bought by advertising, perhaps on the shop's own name
-- subject: conversion
-- class: policy
-- family: policy
-- reason: paid_traffic
-- says: the click carried {click_id}, which an advertising system puts there
-- param: click_ids Array(String) = ["gclid", "gclsrc", "gbraid", "wbraid", "gad_source", "gad_campaignid", "msclkid", "yclid", "ttclid", "twclid", "li_fat_id", "rdt_cid", "ScCid", "tblci", "obclid"] of advertising systems
-- param: usual Float64 = 0.01 share of conversions where it is agreed
-- param: most Float64 = 3 weight
    findings as
    (
        select
            'conversion' as subject_kind, subject_id, partner, timestamp as happened_at,
            {usual:Float64} as chance,
            map('click_id', toString(click_id_kind)) as evidence
        from conversions
        where joined_by != '' and has({click_ids:Array(String)}, click_id_kind)
    )
