-- The rows that name the person. Appended to a count or a deletion.
-- Params: site_id.
where site_id = {site_id:UInt32}
  and (
      visitor_id in (select value from people_to_erase where site_id = {site_id:UInt32} and kind = 'visitor')
      or customer_id in (select value from people_to_erase where site_id = {site_id:UInt32} and kind = 'customer')
  )
