-- Which conversions may have another path by what arrived, where that names few: see touched_conversions.sql, which finds
-- the same where it names many. end_of_touched.sql continues it.
-- Grain: one conversion.
-- Params: site_id; visitors, orders, has_nameless: of what arrived; customers, addresses: of whoever was named on it or on
-- these browsers, and of whoever is linked to them; and those of the end.
select
    toString(standing_conversions.event_id) as event_id,
    toString(standing_conversions.type) as type,
    toUnixTimestamp64Milli(standing_conversions.timestamp) as timestamp_ms
from standing_conversions final
where site_id = {site_id:UInt32}
  and (
      visitor_id in {visitors:Array(String)}
      or order_id in {orders:Array(String)}
      or customer_id in {customers:Array(String)}
      or email_hash in {addresses:Array(String)}
      or (
          customer_id = ''
          and email_hash = ''
          and visitor_id in
          (
              select visitor_id
              from visitor_identities
              where site_id = {site_id:UInt32}
                and ((kind = 'customer' and id in {customers:Array(String)})
                  or (kind = 'email' and id in {addresses:Array(String)}))
          )
      )
      -- What names nobody at all.
      or ({has_nameless:Bool} and visitor_id = '' and customer_id = '' and email_hash = '' and order_id = '')
  )
