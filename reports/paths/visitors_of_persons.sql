-- The browsers on which some persons were named.
-- Grain: one visitor id.
-- Params: site_id; persons: as people.sql names them.
select distinct visitor_id
from visitor_identities
where site_id = {site_id:UInt32}
  and if(kind = 'customer', '\0', '\0\0') || id in (select arrayJoin({persons:Array(String)}))
