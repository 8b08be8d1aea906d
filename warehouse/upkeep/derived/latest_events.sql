-- Answers: when the first and last of the latest events happened, and since when they were received.
-- Grain: one row. Only parts of the last hour before the newest part hold what was stored last; merged parts hold older
-- events too, which `received_at` leaves out.
-- Params: events: how many at most.
select
    min(received_at) as received_from,
    toStartOfHour(min(timestamp), 'UTC') as happened_from,
    toStartOfHour(max(timestamp), 'UTC') + toIntervalHour(1) as happened_to,
    count() as events
from
(
    select received_at, timestamp
    from events
    where _part in
        (
            select name
            from system.parts
            where database = currentDatabase() and table = 'events' and active
              and modification_time >=
                (
                    select max(modification_time) - toIntervalHour(1)
                    from system.parts
                    where database = currentDatabase() and table = 'events' and active
                )
        )
    order by received_at desc
    limit {events:UInt64}
)
where received_at >= (select max(received_at) - toIntervalHour(1) from events)
