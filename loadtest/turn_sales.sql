-- How many sales a site has.
-- Grain: one row.
-- Params: site_id.
select count() as sales
from events
where site_id = {site_id:UInt32} and type = 'sale'
