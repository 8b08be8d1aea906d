-- Which rows follow from an erased event. The end of a count or a deletion.
-- Params: site_id.
where site_id = {site_id:UInt32}
  and event_id in (select event_id from erased_events where site_id = {site_id:UInt32})
