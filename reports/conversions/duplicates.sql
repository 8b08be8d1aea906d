-- How often each conversion was reported beside the report that stands.
-- Grain: one conversion that was reported several times.
-- Params: site_id; conversion_ids.
select
    toString(conversion_id) as event_id,
    count() as duplicates
from
(
    select original_event_id as conversion_id
    from duplicates
    where site_id = {site_id:UInt32}
      and original_event_id in (select toUUID(arrayJoin({conversion_ids:Array(String)})))
    union all
    -- Stored beside the first one, since they changed how the conversion stands.
    select conversion_id
    from conversion_reports final
    where site_id = {site_id:UInt32}
      and conversion_id in (select toUUID(arrayJoin({conversion_ids:Array(String)})))
      and event_id != conversion_id
)
group by conversion_id
