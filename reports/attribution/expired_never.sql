-- Where nothing was recorded before the touches of the period, no ref expired before them. Goes on from people.sql.
-- Grain of `expired_before`: one conversion; there is none.
    expired_before as
    (
        select event_id as conversion_id
        from asked_conversions
        where false
    ),
