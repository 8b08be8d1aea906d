-- Answers: since when all events are kept; what happened before may have expired. The beginning of 1970 for always.
-- Grain: one row.
-- Params: margin_days: what expires within them counts as gone.
select max(toDateTime(toStartOfMonth(ended_at - toIntervalDay(days)), 'UTC')) as since
from
(
    select
        days,
        leadInFrame(applied_at, 1, now64(3, 'UTC') + toIntervalDay({margin_days:UInt16})) over
            (order by applied_at rows between current row and unbounded following) as ended_at
    from retentions
)
where days > 0
