-- The events of the import, and what was made of each alone. Appended to a count or a deletion.
-- Params: site_id, import_id.
where site_id = {site_id:UInt32}
  and event_id in (select event_id from events_to_undo where site_id = {site_id:UInt32} and import_id = {import_id:String})
