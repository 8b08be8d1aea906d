-- Who is named by some conversions; by those that name nobody, whoever was named on their browsers.
-- Grain: one person, as people.sql names them.
-- Params: site_id; from_ms, to_ms: half-open period of the conversions; conversion_ids.
with
    conversions as
    (
        select visitor_id, customer_id, email_hash
        from standing_conversions final
        where site_id = {site_id:UInt32}
          and timestamp >= fromUnixTimestamp64Milli({from_ms:Int64}, 'UTC')
          and timestamp < fromUnixTimestamp64Milli({to_ms:Int64}, 'UTC')
          and toString(event_id) in {conversion_ids:Array(String)}
    )
select arrayJoin(['\0' || customer_id, '\0\0' || email_hash]) as person
from conversions
where person not in ('\0', '\0\0')
union distinct
select if(kind = 'customer', '\0', '\0\0') || id
from visitor_identities
where site_id = {site_id:UInt32}
  and visitor_id in (select visitor_id from conversions where customer_id = '' and email_hash = '')
