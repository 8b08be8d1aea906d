-- The visitor ids of the people behind a few conversions; people.sql says who is one person.
-- Grain: one visitor id.
-- Params: site_id; from_ms, to_ms: half-open period of the conversions; conversion_ids.
with
    selected_conversions as
    (
        select
            visitor_id,
            customer_id
        from standing_conversions final
        where site_id = {site_id:UInt32}
          and timestamp >= fromUnixTimestamp64Milli({from_ms:Int64}, 'UTC')
          and timestamp < fromUnixTimestamp64Milli({to_ms:Int64}, 'UTC')
          and toString(event_id) in {conversion_ids:Array(String)}
        union all
        select
            visitor_id,
            customer_id
        from duplicates
        where site_id = {site_id:UInt32}
          and toString(original_event_id) in {conversion_ids:Array(String)}
    )
select visitor_id
from selected_conversions
where visitor_id != ''
union distinct
select visitor_id
from identities
where site_id = {site_id:UInt32}
  and customer_id in
  (
      select customer_id
      from selected_conversions
      where customer_id != ''
      union all
      select customer_id
      from identities
      where site_id = {site_id:UInt32}
        and visitor_id in (select visitor_id from selected_conversions)
  )
