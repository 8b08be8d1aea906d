-- The rows of a roll-up that count events to erase. Appended to a count, a deletion or a refill.
-- Params: site_id.
where site_id = {site_id:UInt32}
  and hour in (select hour from events_to_erase where site_id = {site_id:UInt32})
