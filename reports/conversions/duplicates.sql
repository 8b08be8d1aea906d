-- How often each conversion was reported again and not stored a second time.
-- Grain: one conversion that has duplicates.
-- Params: site_id; conversion_ids.
select
    toString(original_event_id) as event_id,
    count() as duplicates
from duplicates
where site_id = {site_id:UInt32}
  and original_event_id in (select toUUID(arrayJoin({conversion_ids:Array(String)})))
group by original_event_id
