-- What the rules found about partners in the months of the import's events. Appended to a count or a deletion.
-- Params: site_id, import_id.
where site_id = {site_id:UInt32}
  and subject_kind = 'partner'
  and period in
    (
        select toDate(toStartOfMonth(timestamp))
        from events_to_undo
        where site_id = {site_id:UInt32} and import_id = {import_id:String}
    )
