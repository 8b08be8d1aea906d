-- The reports of one conversion that were merged into it, oldest first.
-- Grain: one report that was not stored a second time.
-- Params: site_id; event_id.
select
    toString(event_id) as event_id,
    toString(reason) as reason,
    toString(source) as source,
    toUnixTimestamp64Milli(received_at) as received_ms,
    visitor_id,
    customer_id
from duplicates
where site_id = {site_id:UInt32}
  and original_event_id = toUUID({event_id:String})
order by received_at, event_id
