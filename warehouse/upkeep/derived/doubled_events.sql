-- Answers: how many events of a period are stored, in how many rows, and how many of them in several rows.
-- Grain: one row.
-- Params: from, to: the period; slice, slices: which part of the events;
-- site_id: 0 for all.
select
    count() as events,
    sum(row_count) as stored,
    countIf(row_count > 1) as doubled
from
(
    select count() as row_count
    from events
    where timestamp >= {from:DateTime('UTC')} and timestamp < {to:DateTime('UTC')}
      and cityHash64(event_id) % {slices:UInt64} = {slice:UInt64}
      and ({site_id:UInt32} = 0 or site_id = {site_id:UInt32})
    group by site_id, event_id
)
