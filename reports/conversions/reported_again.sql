-- Which conversions were reported more than once: the others need not be looked at.
-- Grain: a conversion, or, by its key alone, reports that waited for one that may make a conversion; the other is empty.
-- Params: site_id; conversion_ids, conversion_keys.
select distinct
    toString(conversion_id) as event_id,
    '' as waiting_key
from conversion_reports
where site_id = {site_id:UInt32}
  and conversion_key in {conversion_keys:Array(String)}
  and conversion_id in {conversion_ids:Array(UUID)}
  and conversion_reports.event_id != conversion_id
union all
select distinct
    if(is_waiting, '', toString(original_event_id)),
    if(is_waiting, conversion_key, '')
from
(
    select
        original_event_id,
        conversion_key,
        original_event_id = toUUID('00000000-0000-0000-0000-000000000000') as is_waiting
    from duplicates
    where site_id = {site_id:UInt32}
      and not is_test
      and (original_event_id in {conversion_ids:Array(UUID)}
        or (is_waiting and conversion_key != '' and conversion_key in {conversion_keys:Array(String)}))
)
