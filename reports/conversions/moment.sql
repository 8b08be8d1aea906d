-- When one conversion happened, if the site has it.
-- Grain: one conversion.
-- Params: site_id; event_id.
select
    toUnixTimestamp64Milli(timestamp) as timestamp_ms,
    toString(type) as type
from events
where site_id = {site_id:UInt32}
  and event_id = toUUID({event_id:String})
  and type in ('sale', 'lead')
  and traffic != 'test'
