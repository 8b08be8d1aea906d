-- The properties that terms name, as the most trusted report of each conversion that has any says them.
-- Grain: one conversion with such a property.
-- Params: site_id; conversion_ids; names; from_ms, to_ms: half-open, of the conversions' time.
select
    toString(conversion_id) as event_id,
    argMin(
        mapFilter((name, value) -> name in {names:Array(String)}, properties),
        (-toInt16(trust), received_at, report_number)
    ) as named
from events
where site_id = {site_id:UInt32}
  and type in ('lead', 'sale')
  and timestamp >= fromUnixTimestamp64Milli({from_ms:Int64}, 'UTC')
  and timestamp < fromUnixTimestamp64Milli({to_ms:Int64}, 'UTC')
  and conversion_id in (select toUUID(arrayJoin({conversion_ids:Array(String)})))
  and arrayExists(name -> name in {names:Array(String)}, mapKeys(properties))
group by conversion_id
