-- The conversions that reports of these ids belong to: by its own id, by that of a later report, by that of a repeat.
-- Grain: one conversion and id, in the order of the ids; of one id a stored report comes before a repeat.
-- Params: site_id; report_ids, as they are stored.
with
    repeats as
    (
        select event_id, original_event_id, conversion_key
        from duplicates
        where site_id = {site_id:UInt32}
          and event_id in (select toUUID(arrayJoin({report_ids:Array(String)})))
          and not is_test
    ),
    -- Until a report came that may make a conversion.
    waiting as
    (
        select event_id, conversion_key
        from repeats
        where original_event_id = toUUID('00000000-0000-0000-0000-000000000000')
          and conversion_key != ''
    )
select
    toString(found.conversion_id) as event_id
from
(
    select event_id as report_id, event_id as conversion_id, 0 as rank
    from standing_conversions
    where site_id = {site_id:UInt32}
      and event_id in (select toUUID(arrayJoin({report_ids:Array(String)})))
    union all
    select event_id, conversion_id, 1
    from conversion_reports
    where site_id = {site_id:UInt32}
      and event_id in (select toUUID(arrayJoin({report_ids:Array(String)})))
      and not is_test
    union all
    select event_id, original_event_id, 2
    from repeats
    where original_event_id != toUUID('00000000-0000-0000-0000-000000000000')
    union all
    select waiting.event_id, conversion_reports.conversion_id, 3
    from conversion_reports
    inner join waiting on waiting.conversion_key = conversion_reports.conversion_key
    where conversion_reports.site_id = {site_id:UInt32}
      and conversion_reports.conversion_key in (select conversion_key from waiting)
      and not conversion_reports.is_test
) as found
group by found.report_id, found.conversion_id
order by indexOf({report_ids:Array(String)}, toString(found.report_id)), min(found.rank), event_id
