-- Which rows of a roll-up hold erased events. The end of a count, a deletion or a filling.
-- Params: site_id.
where site_id = {site_id:UInt32}
  and hour in (select hour from erased_events where site_id = {site_id:UInt32})
