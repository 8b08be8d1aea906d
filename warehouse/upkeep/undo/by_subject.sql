-- The findings, marks and decisions about an event of the import, unless it is a conversion that has other reports. Appended
-- to a count or a deletion.
-- Params: site_id, import_id.
where site_id = {site_id:UInt32}
  and subject_id in
    (
        select toString(event_id)
        from events_to_undo
        where site_id = {site_id:UInt32} and import_id = {import_id:String}
        union all
        select toString(conversion_id)
        from events_to_undo
        where site_id = {site_id:UInt32} and import_id = {import_id:String}
    )
  and subject_id not in
    (
        select toString(conversion_id)
        from conversion_reports
        where site_id = {site_id:UInt32}
          and batch != 18446744073709551615
          and conversion_id in (select conversion_id from events_to_undo where site_id = {site_id:UInt32} and import_id = {import_id:String})
          and event_id not in (select event_id from events_to_undo where site_id = {site_id:UInt32} and import_id = {import_id:String})
    )
