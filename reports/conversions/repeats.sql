-- The other reports of one conversion: those that were merged into it, and those that changed how it stands; oldest first.
-- Grain: one report.
-- Params: site_id; event_id, conversion_key: of the conversion; all its reports have its key.
select
    toString(event_id) as event_id,
    reason,
    source,
    toUnixTimestamp64Milli(received_at) as received_ms
from
(
    select event_id, toString(reason) as reason, toString(source) as source, received_at
    from duplicates
    where site_id = {site_id:UInt32}
      and original_event_id = toUUID({event_id:String})
    union all
    select event_id, 'stands' as reason, toString(source) as source, received_at
    from conversion_reports final
    where site_id = {site_id:UInt32}
      and conversion_key = {conversion_key:String}
      and conversion_id = toUUID({event_id:String})
      and event_id != conversion_id
)
order by received_at, event_id
