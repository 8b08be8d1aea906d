-- The rows that name a customer to erase. Appended to a count or a deletion.
-- Params: site_id; customers.
where site_id = {site_id:UInt32}
  and customer_id in (select arrayJoin({customers:Array(String)}))
