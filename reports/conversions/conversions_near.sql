-- How many conversions the person behind one has in the window before it, itself included. Continues person.sql.
-- Grain: one row.
-- Params: those of person.sql; converted_ms; longest_window_ms: counted in seconds, as the paths do.
select greatest(
    countIf(visitor_id = {visitor_id:String} and visitor_id != ''),
    countIf(joined_id != '' and (
        customer_id = joined_id or visitor_id in (select visitor_id from browsers_of_customer)
    ))
) as conversions_near
from standing_conversions final
where site_id = {site_id:UInt32}
  and timestamp >= fromUnixTimestamp64Milli(
      (intDiv({converted_ms:Int64}, 1000) - intDiv({longest_window_ms:Int64}, 1000)) * 1000, 'UTC'
  )
  and timestamp < fromUnixTimestamp64Milli((intDiv({converted_ms:Int64}, 1000) + 1) * 1000, 'UTC')
