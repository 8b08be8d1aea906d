-- The visitor ids that the clicks of a few conversions may carry: at least those by which people.sql finds them.
-- Grain: one visitor id.
-- Params: site_id; from_ms, to_ms: half-open period of the conversions; conversion_ids; made_from_ms, made_to_ms: see
-- conversions.sql.
with
    conversions as
    (
        select visitor_id, customer_id, email_hash
        from standing_conversions final
        where site_id = {site_id:UInt32}
          and made_at >= fromUnixTimestamp64Milli({made_from_ms:Int64}, 'UTC')
          and made_at < fromUnixTimestamp64Milli({made_to_ms:Int64}, 'UTC')
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
    -- Each name of a CTE has it planned once more: so a row of people stands here once for each of its ids.
    linked as
    (
        select distinct
            customer_id,
            email_hash
        from people
        array join [('customer', customer_id), ('email', email_hash)] as person
        where site_id = {site_id:UInt32}
          and person in (select person from persons)
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
      from
      (
          select
              customer_id,
              email_hash,
              arrayJoin([('customer', customer_id), ('email', email_hash)]) as person
          from people
          where site_id = {site_id:UInt32}
      )
      where person in (select arrayJoin([('customer', customer_id), ('email', email_hash)]) from linked)
  )
