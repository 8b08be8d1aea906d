-- The rows that join the person's visitors, customers or e-mail addresses to somebody. Appended to a count or a deletion.
-- Params: site_id.
where site_id = {site_id:UInt32}
  and (
      visitor_id in (select value from people_to_erase where site_id = {site_id:UInt32} and kind = 'visitor')
      or (kind, id) in
        (
            select kind, value
            from people_to_erase
            where site_id = {site_id:UInt32} and kind in ('customer', 'email')
        )
  )
