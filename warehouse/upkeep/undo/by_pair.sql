-- The customers that an event of the import named on a visitor. Appended to a count or a deletion.
-- Params: site_id, import_id; since: what was seen before may be the word of an event that has expired.
where site_id = {site_id:UInt32}
  and first_seen >= {since:DateTime('UTC')}
  and (visitor_id, customer_id) in
    (
        select visitor_id, customer_id
        from events
        where site_id = {site_id:UInt32} and event_id in (select event_id from events_to_undo where site_id = {site_id:UInt32} and import_id = {import_id:String})
    )
