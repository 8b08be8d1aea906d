-- Who was named on a visitor at the moments of the import's events. Appended to a count or a deletion.
-- Params: site_id, import_id.
where site_id = {site_id:UInt32}
  and (visitor_id, seen_at) in
    (
        select visitor_id, timestamp
        from events
        where site_id = {site_id:UInt32} and event_id in (select event_id from events_to_undo where site_id = {site_id:UInt32} and import_id = {import_id:String})
    )
