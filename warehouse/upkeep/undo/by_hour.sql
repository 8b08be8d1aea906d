-- The rows of a roll-up that count events of the import. Appended to a count, a deletion or a refill.
-- Params: site_id, import_id.
where site_id = {site_id:UInt32}
  and hour in
    (
        select toStartOfHour(timestamp, 'UTC')
        from events_to_undo
        where site_id = {site_id:UInt32} and import_id = {import_id:String}
    )
