-- Which conversions may have another path by what arrived: those of the same browsers and people. A name may come to
-- another browser, or link two people, so whoever was named on the browsers counts, and whoever is linked to these.
-- end_of_touched.sql continues it.
-- Grain: one conversion.
-- Params: site_id; since: arrivals stored from then on; and those of the end.
with
    arrived as
    (
        select
            visitor_id,
            order_id,
            arrayConcat(
                arrayMap(customer -> ('customer', customer), customers), arrayMap(address -> ('email', address), addresses)
            ) as persons
        from arrivals
        where site_id = {site_id:UInt32}
          and stored_at >= {since:DateTime64(3, 'UTC')}
          and touches_paths
    ),
    arrived_persons as
    (
        select arrayJoin(persons) as person
        from arrived
        union distinct
        select (toString(kind), id)
        from visitor_identities
        where site_id = {site_id:UInt32}
          and visitor_id in (select visitor_id from arrived where visitor_id != '')
    ),
    linked_pairs as
    (
        select customer_id, email_hash
        from people
        where site_id = {site_id:UInt32}
          and (('customer', customer_id) in (select person from arrived_persons)
            or ('email', email_hash) in (select person from arrived_persons))
    ),
    touched_persons as
    (
        select person
        from arrived_persons
        union distinct
        select arrayJoin([('customer', customer_id), ('email', email_hash)])
        from people
        where site_id = {site_id:UInt32}
          and (customer_id in (select customer_id from linked_pairs) or email_hash in (select email_hash from linked_pairs))
    )
select
    toString(standing_conversions.event_id) as event_id,
    toString(standing_conversions.type) as type,
    toUnixTimestamp64Milli(standing_conversions.timestamp) as timestamp_ms
from standing_conversions final
where site_id = {site_id:UInt32}
  and (
      visitor_id in (select visitor_id from arrived where visitor_id != '')
      or order_id in (select order_id from arrived where order_id != '')
      or ('customer', customer_id) in (select person from touched_persons)
      or ('email', email_hash) in (select person from touched_persons)
      or (
          customer_id = ''
          and email_hash = ''
          and visitor_id in
          (
              select visitor_id
              from visitor_identities
              where site_id = {site_id:UInt32} and (toString(kind), id) in (select person from touched_persons)
          )
      )
      -- What names nobody at all.
      or (
          visitor_id = ''
          and customer_id = ''
          and email_hash = ''
          and order_id = ''
          and (select count() from arrived where visitor_id = '' and order_id = '') > 0
      )
  )
