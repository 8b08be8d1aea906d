-- The visitor ids that the clicks of a few conversions may carry: at least those by which people.sql finds them.
-- Grain: one visitor id.
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
    ),
    persons as
    (
        select arrayJoin([('customer', customer_id), ('email', email_hash)]) as person
        from conversions
        where person.2 != ''
        union distinct
        select (toString(kind), id)
        from visitor_identities
        where site_id = {site_id:UInt32}
          and visitor_id in (select visitor_id from conversions where customer_id = '' and email_hash = '')
    ),
    linked_addresses as
    (
        select email_hash
        from people
        where site_id = {site_id:UInt32}
          and (('customer', customer_id) in (select person from persons) or ('email', email_hash) in (select person from persons))
    ),
    linked_customers as
    (
        select customer_id
        from people
        where site_id = {site_id:UInt32}
          and (('customer', customer_id) in (select person from persons) or ('email', email_hash) in (select person from persons))
    )
select visitor_id
from conversions
where visitor_id != ''
union distinct
select visitor_id
from visitor_identities
where site_id = {site_id:UInt32}
  and (toString(kind), id) in
  (
      select person
      from persons
      union all
      select arrayJoin([('customer', customer_id), ('email', email_hash)])
      from people
      where site_id = {site_id:UInt32}
        and (customer_id in (select customer_id from linked_customers) or email_hash in (select email_hash from linked_addresses))
  )
