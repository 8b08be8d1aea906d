-- Answers: from when on all events are kept; earlier ones may have expired. 1970 if none has ever expired.
-- Grain: one row.
-- Params: margin_days: what expires within them counts as expired.
select max(toDateTime(toStartOfMonth(ended_at - toIntervalDay(days)), 'UTC')) as since
from
(
    select
        days,
        leadInFrame(applied_at, 1, now64(3, 'UTC') + toIntervalDay({margin_days:UInt16})) over
            (order by applied_at rows between current row and unbounded following) as ended_at
    from retention_settings
)
where days > 0
