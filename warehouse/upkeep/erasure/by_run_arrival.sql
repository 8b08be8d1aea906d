-- The arrivals of a fraud run that name the person, or an order whose id contains the person's e-mail address. Appended to
-- a count or a deletion.
-- Params: site_id.
where site_id = {site_id:UInt32}
  and (
      visitor_id in (select value from people_to_erase where site_id = {site_id:UInt32} and kind = 'visitor')
      or customer_id in (select value from people_to_erase where site_id = {site_id:UInt32} and kind = 'customer')
      or arrayExists(
          pattern -> match(order_id, pattern),
          (select groupArray(value) from people_to_erase where site_id = {site_id:UInt32} and kind = 'pattern')
      )
  )
