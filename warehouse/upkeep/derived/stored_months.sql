-- Answers: the months of which a table that knows the moment of its rows has any, oldest first.
-- Grain: one month, as the number of its year and month like 202603.
-- Params: none.
select distinct month
from
(
    select toUInt32(toYYYYMM(timestamp)) as month from events
    union all
    select toUInt32(toYYYYMM(timestamp)) from conversion_reports
    union all
    select toUInt32(toYYYYMM(made_at)) from standing_conversions
    union all
    select toUInt32(toYYYYMM(timestamp)) from order_returns
    union all
    select toUInt32(toYYYYMM(hour)) from rollup_partner_hours
)
order by month
