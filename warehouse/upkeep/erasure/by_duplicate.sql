-- The duplicates that name the person or repeat an event to erase. Appended to a count or a deletion.
-- Params: site_id.
where site_id = {site_id:UInt32}
  and (
      visitor_id in (select value from people_to_erase where site_id = {site_id:UInt32} and kind = 'visitor')
      or customer_id in (select value from people_to_erase where site_id = {site_id:UInt32} and kind = 'customer')
      or email_hash in (select value from people_to_erase where site_id = {site_id:UInt32} and kind = 'email')
      or arrayExists(
          pattern -> match(line, pattern),
          (select groupArray(value) from people_to_erase where site_id = {site_id:UInt32} and kind = 'pattern')
      )
      or original_event_id in (select event_id from events_to_erase where site_id = {site_id:UInt32})
  )
