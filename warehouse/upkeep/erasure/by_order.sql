-- The reports to erase that name an order, unless its id contains the person's e-mail address. Appended to a change.
-- Params: site_id.
where site_id = {site_id:UInt32}
  and startsWith(conversion_key, 'o:')
  and event_id in (select event_id from events_to_erase where site_id = {site_id:UInt32})
  and not arrayExists(
      pattern -> match(conversion_key, pattern),
      (select groupArray(value) from people_to_erase where site_id = {site_id:UInt32} and kind = 'pattern')
  )
