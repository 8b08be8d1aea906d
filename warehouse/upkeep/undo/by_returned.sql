-- The duplicates of what the import said: without it they may count. Appended to a count or a deletion.
-- Params: site_id, import_id.
where site_id = {site_id:UInt32}
  and line != ''
  and import_id != {import_id:String}
  and original_event_id in
    (
        select event_id from events_to_undo where site_id = {site_id:UInt32} and import_id = {import_id:String}
        union all
        select conversion_id
        from events_to_undo
        where site_id = {site_id:UInt32}
          and import_id = {import_id:String}
          and conversion_id != toUUID('00000000-0000-0000-0000-000000000000')
    )
