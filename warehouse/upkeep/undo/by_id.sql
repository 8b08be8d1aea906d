-- The ids of the import's events, but for those that were erased. Appended to a change.
-- Params: site_id, import_id.
where site_id = {site_id:UInt32}
  and batch != 18446744073709551615
  and id in
    (
        select UUIDToNum(event_id)
        from events_to_undo
        where site_id = {site_id:UInt32} and import_id = {import_id:String}
    )
