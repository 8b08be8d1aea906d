-- description: Many clicks of one network (/24, /48), almost none engaged
-- answers: clicks that are part of a flood; an office or a mobile carrier shares addresses too, but its visitors engage
-- subject: click
-- class: sivt
-- family: network
-- reason: flood
-- says: {clicks} clicks of this network (/24, /48) in a day, {engaged} of them engaged; usually {usual} are
-- continued_by: unengaged_origins
-- param: fewest UInt32 = 20 clicks a day
-- param: agreement Float64 = 10 strength of the prior on how alike addresses are
-- param: most Float64 = 2.5 weight
    origins as
    (
        select prefix as origin, subject_id, partner, timestamp, day, visitor, is_engaged
        from clicks
        where prefix != ''
    ),
