-- The rows derived from an event to erase. Appended to a count or a deletion.
-- Params: site_id.
where site_id = {site_id:UInt32}
  and event_id in (select event_id from events_to_erase where site_id = {site_id:UInt32})
