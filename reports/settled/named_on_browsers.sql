-- Whoever was named on some browsers.
-- Grain: one customer or address.
-- Params: site_id; visitors.
select distinct
    toString(kind) as kind,
    id
from visitor_identities
where site_id = {site_id:UInt32}
  and visitor_id in {visitors:Array(String)}
limit 1001
