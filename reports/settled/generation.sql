-- Of which generation a site's paths are.
-- Grain: one row; 0 where there are none.
-- Params: site_id.
select argMax(generation, turn) as generation
from settler_turns
where site_id = {site_id:UInt32}
