-- Whom some conversions name: browsers, and persons as people.sql names them; of those that name no person, whoever was
-- named on their browsers.
-- Grain: one id.
-- Params: site_id; conversion_ids.
with
    conversions as
    (
        select visitor_id, customer_id, email_hash
        from standing_conversions final
        where site_id = {site_id:UInt32}
          -- The table is sorted by both: what else it holds is not read.
          and (made_at, event_id) in
            (
                select made_at, event_id
                from standing_conversions
                where site_id = {site_id:UInt32}
                  and event_id in (select toUUID(arrayJoin({conversion_ids:Array(String)})))
            )
    )
select arrayJoin([visitor_id, '\0' || customer_id, '\0\0' || email_hash]) as id
from conversions
where id not in ('', '\0', '\0\0')
union distinct
select if(kind = 'customer', '\0', '\0\0') || id
from visitor_identities
where site_id = {site_id:UInt32}
  and visitor_id in (select visitor_id from conversions where customer_id = '' and email_hash = '')
