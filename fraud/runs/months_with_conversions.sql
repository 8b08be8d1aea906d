-- The months with conversions.
-- Params: site_id.
select distinct toStartOfMonth(day) as month
from conversion_facts
where site_id = {site_id:UInt32}
order by month
