-- Conversions, newest first, each with the ref that earned most of it, a partner's before any other. Continues
-- credits.sql, for one model.
-- Grain: one conversion. is_declared: credited by the ref or promo code it names, without a click. is_claimed: credited by
-- what only browsers said of who is who.
-- Params: own_refs: only what these refs (in lower case) earned something of, `every_ref` for all; before_ms, before_id:
-- only what comes after this one in the order of the answer; row_count; refs: of partners, in lower case.
select
    toString(conversion_id) as event_id,
    any(type) as type,
    any(order_id) as order_id,
    toUnixTimestamp64Milli(any(converted_at)) as timestamp_ms,
    argMax(earning_ref, (lower(earning_ref) in {refs:Array(String)}, share, touched_at)) as ref,
    toBool(any(is_declared)) as is_declared,
    toBool(any(is_claimed)) as is_claimed,
    toBool(any(has_late_click)) as has_late_click,
    any(gross_minor) as gross_minor,
    any(net_minor) as net_minor,
    any(currency) as currency,
    toBool(any(is_disputed)) as is_disputed
from credits
where ({every_ref:Bool} or has({own_refs:Array(String)}, lower(earning_ref)))
  and (toUnixTimestamp64Milli(converted_at), toString(conversion_id)) < ({before_ms:Int64}, {before_id:String})
group by conversion_id
order by timestamp_ms desc, event_id desc
limit {row_count:UInt32}
