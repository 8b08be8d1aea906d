-- The months in which a site has conversions.
-- Grain: one month.
-- Params: site_id.
select distinct toStartOfMonth(timestamp) as month
from standing_conversions final
where site_id = {site_id:UInt32}
order by month desc
