-- The ids of the events to erase. Appended to a change.
-- Params: site_id.
where site_id = {site_id:UInt32}
  and id in (select UUIDToNum(event_id) from events_to_erase where site_id = {site_id:UInt32})
