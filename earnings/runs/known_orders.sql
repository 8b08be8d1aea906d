-- The conversions of orders that the warehouse knows. Of an erased one a row is kept that names nobody; of one without an
-- order the mark of its id alone.
-- Grain: one conversion. asked_key: empty where it was asked for by its id.
-- Params: site_id; conversion_keys; conversion_ids.
select
    conversion_key as asked_key,
    conversion_key,
    toString(conversion_id) as event_id,
    toBool(min(batch = 18446744073709551615)) as is_erased
from conversion_reports final
where site_id = {site_id:UInt32}
  and not is_test
  and conversion_key in {conversion_keys:Array(String)}
group by conversion_key, conversion_id
union all
select '', conversion_key, toString(conversion_id), toBool(min(batch = 18446744073709551615))
from conversion_reports final
where site_id = {site_id:UInt32}
  and not is_test
  and notEmpty({conversion_ids:Array(String)})
  and toString(conversion_id) in {conversion_ids:Array(String)}
group by conversion_key, conversion_id
union all
select '', '', UUIDNumToString(id), true
from event_ids
where site_id = {site_id:UInt32}
  and id in (select UUIDToNum(toUUIDOrZero(arrayJoin({conversion_ids:Array(String)}))))
  and UUIDNumToString(id) in {conversion_ids:Array(String)}
  and batch = 18446744073709551615
