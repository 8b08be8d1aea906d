-- The conversions of which a report is to be erased. Appended to a count or a deletion.
-- Params: site_id.
where site_id = {site_id:UInt32}
  and event_id in
    (
        select event_id
        from events_to_erase
        where site_id = {site_id:UInt32}
        union all
        select conversion_id
        from conversion_reports
        where site_id = {site_id:UInt32}
          and event_id in (select event_id from events_to_erase where site_id = {site_id:UInt32})
    )
