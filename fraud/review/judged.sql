-- Which conversions a fraud run has covered as they stand.
-- Grain: one such conversion.
-- Params: site_id; conversion_ids and report_counts, equally long: how many reports each has now.
select distinct toString(event_id) as event_id
from judged_conversions
where site_id = {site_id:UInt32}
  and judged_conversions.event_id in (select toUUID(arrayJoin({conversion_ids:Array(String)})))
  and (judged_conversions.event_id, reports) in
    (
        select toUUID(conversion.1), conversion.2
        from (select arrayJoin(arrayZip({conversion_ids:Array(String)}, {report_counts:Array(UInt32)})) as conversion)
    )
