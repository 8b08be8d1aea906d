-- Which findings, marks and decisions are about an erased event. The end of a count or a deletion.
-- Params: site_id.
where site_id = {site_id:UInt32}
  and subject_id in (select toString(event_id) from erased_events where site_id = {site_id:UInt32})
