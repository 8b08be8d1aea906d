-- The entries of the allow list for the person. Appended to a count or a deletion.
-- Params: site_id.
where site_id = {site_id:UInt32}
  and (kind, value) in (select kind, value from people_to_erase where site_id = {site_id:UInt32})
