-- What an erasure of the site has noted. Appended to a count or a deletion.
-- Params: site_id.
where site_id = {site_id:UInt32}
