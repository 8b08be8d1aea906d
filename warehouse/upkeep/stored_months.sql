-- Answers: the months of stored events or sums, oldest first, and whether any event of the month is stored.
-- Grain: one month, as the number of its year and month like 202603.
-- Params: none.
select
    month,
    max(is_event) as has_events
from
(
    select distinct toUInt32(toYYYYMM(timestamp)) as month, true as is_event
    from events
    union all
    select distinct toUInt32(toYYYYMM(hour)), false
    from rollup_partner_hours
)
group by month
order by month
