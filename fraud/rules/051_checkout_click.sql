-- description: The click arrived at the checkout, or during a visit, just before the order
-- answers: conversions that were under way when the partner's click arrived
-- subject: conversion
-- class: sivt
-- family: behaviour
-- reason: late_click
-- says: the click landed on {path}, {lag_seconds} s before the order
-- continued_by: flagged_conversions
-- param: pages String = "(?i)checkout|cart|basket|bag$|payment|billing|order|kasse|warenkorb|panier|carrito|carrello" regular expression of the path
-- param: page_seconds Float64 = 60 s from click to order for a click on such a page
-- param: visit_seconds Float64 = 20 s from click to order for a click during a visit
-- param: usual Float64 = 0.002 share of honest conversions
-- param: most Float64 = 4 weight
    seen as
    (
        select
            subject_id, partner, timestamp, 5 as fewest,
            (match(click_path, {pages:String}) and lag_seconds < {page_seconds:Float64})
                or (idle_seconds < 1800 and lag_seconds < {visit_seconds:Float64}) as is_flagged,
            map('path', toString(click_path), 'lag_seconds', toString(round(lag_seconds, 1))) as evidence
        from conversions
        where has_click and click_number = 1
    ),
