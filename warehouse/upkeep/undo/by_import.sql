-- What carries the import's id. Appended to a count or a deletion.
-- Params: site_id, import_id.
where site_id = {site_id:UInt32} and import_id = {import_id:String}
