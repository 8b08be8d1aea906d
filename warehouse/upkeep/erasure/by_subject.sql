-- The findings, marks and decisions about an event to erase, unless it is a conversion that has other reports. Appended to a
-- count or a deletion.
-- Params: site_id; erased_batch: of the reports that are erased.
where site_id = {site_id:UInt32}
  and subject_id in
    (
        select toString(event_id)
        from events_to_erase
        where site_id = {site_id:UInt32}
        union all
        select toString(conversion_id)
        from conversion_reports
        where site_id = {site_id:UInt32}
          and event_id in (select event_id from events_to_erase where site_id = {site_id:UInt32})
    )
  and subject_id not in
    (
        select toString(conversion_id)
        from conversion_reports
        where site_id = {site_id:UInt32} and batch != {erased_batch:UInt64}
    )
