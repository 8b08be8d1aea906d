-- The browsers that were ever named together with crowded persons.
-- Grain: one visitor id.
-- Params: site_id; crowd_persons: ids of customers and addresses, as in people.sql.
select distinct visitor_id
from visitor_identities
where site_id = {site_id:UInt32}
  and not is_test
  and if(kind = 'customer', '\0', '\0\0') || id in {crowd_persons:Array(String)}
