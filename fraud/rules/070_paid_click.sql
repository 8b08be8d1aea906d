-- description: The click was paid for: it carries the click id of an advertising network
-- answers: conversions that a partner bought by advertising, perhaps on the shop's own name
-- subject: conversion
-- class: policy
-- family: policy
-- reason: paid_traffic
-- says: the click carried {click_id}, which an advertising network adds
-- param: click_ids Array(String) = ["gclid", "gclsrc", "gbraid", "wbraid", "gad_source", "gad_campaignid", "msclkid", "yclid", "ttclid", "twclid", "li_fat_id", "rdt_cid", "ScCid", "tblci", "obclid"] of advertising systems
-- param: usual Float64 = 0.01 share of conversions where this is agreed
-- param: most Float64 = 3 weight
    findings as
    (
        select
            'conversion' as subject_kind, subject_id, partner, timestamp as happened_at,
            {usual:Float64} as chance,
            map('click_id', toString(click_id_kind)) as evidence
        from conversions
        where has_click and has({click_ids:Array(String)}, click_id_kind)
    )
