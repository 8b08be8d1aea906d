-- What the import said of leads and sales, but for what was erased. Appended to a count or a deletion.
-- Params: site_id, import_id.
where site_id = {site_id:UInt32}
  and batch != 18446744073709551615
  and event_id in (select event_id from events_to_undo where site_id = {site_id:UInt32} and import_id = {import_id:String})
