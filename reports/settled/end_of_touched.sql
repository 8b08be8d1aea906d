-- Ends touched_conversions.sql and touched_by_names.sql. Conversions of crowded people are not among them once they are settled
-- as such: nothing is kept of their paths, and by what arrives crowds only grow.
-- Params: site_id; generation: of the site's paths; crowded: how many of them are of crowded people; touched_limit: at
-- most so many.
  and (standing_conversions.event_id, standing_conversions.type, standing_conversions.timestamp) not in
  (
      select event_id, type, timestamp
      from settled_paths final
      where site_id = {site_id:UInt32} and generation = {generation:UInt64} and is_crowded and {crowded:UInt64} > 0
  )
limit {touched_limit:UInt32}
