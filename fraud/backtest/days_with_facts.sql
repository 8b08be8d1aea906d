-- The days of a period that have clicks or conversions, with the number of clicks.
-- Grain: one day.
-- Params: site_id; first, last: days, both included.
select day, sum(facts) as clicks
from
(
    select day, count() as facts
    from click_facts
    where site_id = {site_id:UInt32} and day >= {first:Date} and day <= {last:Date}
    group by day
    union all
    select day, 0
    from conversion_facts
    where site_id = {site_id:UInt32} and day >= {first:Date} and day <= {last:Date}
    group by day
)
group by day
order by day
