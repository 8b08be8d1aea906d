-- description: A click by a headless browser
-- answers: clicks by an automated browser that does not hide it
-- subject: click
-- class: givt
-- family: technical
-- reason: not_a_person
-- says: the browser identifies as {browser}
-- param: pattern String = "(?i)headless|phantom|electron" regular expression of the browser's name
-- param: usual Float64 = 0.001 share of honest clicks
-- param: most Float64 = 4 weight
    findings as
    (
        select
            'click' as subject_kind, subject_id, partner, timestamp as happened_at,
            {usual:Float64} as chance,
            map('browser', toString(browser)) as evidence
        from clicks
        where match(browser, {pattern:String})
    )
