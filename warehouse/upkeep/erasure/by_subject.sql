-- The findings, marks and decisions about an event to erase. Appended to a count or a deletion.
-- Params: site_id.
where site_id = {site_id:UInt32}
  and subject_id in (select toString(event_id) from events_to_erase where site_id = {site_id:UInt32})
