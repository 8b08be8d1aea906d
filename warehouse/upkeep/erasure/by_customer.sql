-- The rows that name a customer or an e-mail address to erase. Appended to a count or a deletion.
-- Params: site_id.
where site_id = {site_id:UInt32}
  and (
      customer_id in (select value from people_to_erase where site_id = {site_id:UInt32} and kind = 'customer')
      or email_hash in (select value from people_to_erase where site_id = {site_id:UInt32} and kind = 'email')
  )
