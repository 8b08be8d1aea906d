-- The reports to erase whose key may name the person: they name no order, or one whose id contains the person's e-mail
-- address. Appended to a count or a deletion.
-- Params: site_id.
where site_id = {site_id:UInt32}
  and event_id in (select event_id from events_to_erase where site_id = {site_id:UInt32})
  and (
      not startsWith(conversion_key, 'o:')
      or arrayExists(
          pattern -> match(conversion_key, pattern),
          (select groupArray(value) from people_to_erase where site_id = {site_id:UInt32} and kind = 'pattern')
      )
  )
