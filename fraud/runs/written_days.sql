-- The days whose facts this run wrote, and those that wait for the rules; with the human clicks of each.
-- Grain: one kind of fact and day; `waiting`: of clicks.
-- Params: site_id, run; waiting_days: days of clicks that earlier runs wrote.
select kind, day, ifNull(day_clicks, 0) as clicks
from
(
    select 'click' as kind, day
    from click_facts
    where site_id = {site_id:UInt32} and run = {run:UInt64}
    group by day
    union all
    select 'waiting', toDate(arrayJoin({waiting_days:Array(String)}))
    union all
    select 'conversion', day
    from conversion_facts
    where site_id = {site_id:UInt32} and run = {run:UInt64}
    group by day
) as written
left join
(
    select day, sum(partner_days.clicks) as day_clicks
    from partner_days final
    where site_id = {site_id:UInt32}
    group by day
) as totals using (day)
order by kind, day
