-- The reports to erase that name no order, so that their key may name the person. Appended to a count or a deletion.
-- Params: site_id.
where site_id = {site_id:UInt32}
  and not startsWith(conversion_key, 'o:')
  and event_id in (select event_id from events_to_erase where site_id = {site_id:UInt32})
