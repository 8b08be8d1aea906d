-- Answers: whether any event of a site is stored.
-- Grain: one row, or none.
-- Params: site_id.
select 1 as found
from events
where site_id = {site_id:UInt32}
limit 1
