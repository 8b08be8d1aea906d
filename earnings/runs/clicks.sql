-- What clicks carry that a path does not: whose they were while he was active, and their short link.
-- Grain: one click.
-- Params: site_id; event_ids; from_ms, to_ms: half-open, of their time.
select
    toString(event_id) as event_id,
    toString(ref) as ref,
    toString(promo_code) as promo_code,
    toUnixTimestamp64Milli(timestamp) as at_ms,
    toString(link) as link
from events
where site_id = {site_id:UInt32}
  and type = 'click'
  and timestamp >= fromUnixTimestamp64Milli({from_ms:Int64}, 'UTC')
  and timestamp < fromUnixTimestamp64Milli({to_ms:Int64}, 'UTC')
  and events.event_id in (select toUUID(arrayJoin({event_ids:Array(String)})))
