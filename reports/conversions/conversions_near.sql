-- How many conversions the person behind one has in the window before it, itself included; clicks.sql says who that is.
-- Grain: one row.
-- Params: site_id; visitor_id, customer_id: those of the conversion; converted_ms; longest_window_ms: counted in
-- seconds, as the paths do.
with
    (
        select if(uniqExact(customer_id) = 1, any(customer_id), '')
        from identities
        where site_id = {site_id:UInt32}
          and visitor_id = {visitor_id:String}
          and visitor_id != ''
    ) as owner_id,
    if({customer_id:String} != '', {customer_id:String}, owner_id) as joined_id
select greatest(
    countIf(visitor_id = {visitor_id:String} and visitor_id != ''),
    countIf(joined_id != '' and (customer_id = joined_id or visitor_id in (
        select visitor_id
        from identities
        where site_id = {site_id:UInt32}
          and visitor_id in
          (
              select visitor_id
              from identities
              where site_id = {site_id:UInt32}
                and customer_id = joined_id
          )
        group by visitor_id
        having uniqExact(customer_id) = 1
    )))
) as conversions_near
from standing_conversions final
where site_id = {site_id:UInt32}
  and timestamp >= fromUnixTimestamp64Milli(
      (intDiv({converted_ms:Int64}, 1000) - intDiv({longest_window_ms:Int64}, 1000)) * 1000, 'UTC'
  )
  and timestamp < fromUnixTimestamp64Milli((intDiv({converted_ms:Int64}, 1000) + 1) * 1000, 'UTC')
