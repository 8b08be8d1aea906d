-- description: The visitor was about to buy when the partner's click arrived: coupons at the checkout
-- answers: conversions that a partner joined at the end
-- subject: conversion
-- class: policy
-- family: policy
-- reason: late_click
-- says: the click landed on {path}, {lag_seconds} s before the order
-- param: pages String = "(?i)checkout|cart|basket|bag$|payment|billing|kasse|warenkorb|panier|carrito|carrello" regular expression of the path
-- param: page_seconds Float64 = 900 s from click to order for a click on such a page
-- param: visit_seconds Float64 = 300 s from click to order for a click during a visit
-- param: idle_seconds UInt32 = 600 s since the visitor's last step before the click
-- param: usual Float64 = 0.01 share of conversions where this is agreed
-- param: most Float64 = 3 weight
    findings as
    (
        select
            'conversion' as subject_kind, subject_id, partner, timestamp as happened_at,
            {usual:Float64} as chance,
            map('path', toString(click_path), 'lag_seconds', toString(round(lag_seconds, 1))) as evidence
        from conversions
        where has_click and click_number = 1
          and ((match(click_path, {pages:String}) and lag_seconds < {page_seconds:Float64})
            or (idle_seconds < {idle_seconds:UInt32} and lag_seconds < {visit_seconds:Float64}))
    )
