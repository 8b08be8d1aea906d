-- Ids with several conversions or browsers: only these may be crowds, whose clicks times conversions are too many. A row of
-- a conversion that another has replaced may make one more of them.
-- Grain: one id, as in people.sql.
-- Params: site_id; from_ms, to_ms: half-open period of the conversions; longest_window_ms: of all programs;
-- ids: only these, empty for all; few_conversions, few_visitors: more than these.
select id
from
(
    select arrayJoin([visitor_id, '\0' || customer_id, '\0\0' || email_hash]) as id
    from standing_conversions
    where site_id = {site_id:UInt32}
      and timestamp >= fromUnixTimestamp64Milli({from_ms:Int64} - {longest_window_ms:Int64}, 'UTC')
      and timestamp < fromUnixTimestamp64Milli({to_ms:Int64}, 'UTC')
)
where id not in ('', '\0', '\0\0')
  and (empty({ids:Array(String)}) or id in {ids:Array(String)})
group by id
having count() > {few_conversions:UInt32}
union distinct
select if(kind = 'customer', '\0', '\0\0') || visitor_identities.id as id
from visitor_identities
where site_id = {site_id:UInt32}
  and not is_test
  and (empty({ids:Array(String)}) or if(kind = 'customer', '\0', '\0\0') || visitor_identities.id in {ids:Array(String)})
group by id
having uniqExact(visitor_id) > {few_visitors:UInt32}
