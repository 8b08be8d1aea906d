-- The rows that join the person's visitors or customers to somebody. Appended to a count or a deletion.
-- Params: site_id; visitors, customers.
where site_id = {site_id:UInt32}
  and (
      visitor_id in (select arrayJoin({visitors:Array(String)}))
      or (kind = 'customer' and id in (select arrayJoin({customers:Array(String)})))
  )
