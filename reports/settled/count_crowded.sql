-- How many conversions of a site are of crowded people.
-- Params: site_id; generation.
select count() as conversions
from settled_paths final
where site_id = {site_id:UInt32} and generation = {generation:UInt64} and is_crowded
