-- description: A click by a browser without a window
-- answers: which clicks were made by a program that does not hide it
-- subject: click
-- class: givt
-- family: technical
-- reason: not_a_person
-- says: the browser calls itself {browser}
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
