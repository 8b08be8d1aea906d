-- Conversions as they stand, with what decides whether they are paid.
-- Grain: one conversion. is_covered: a fraud run has covered it as it stands.
-- Params: site_id; conversion_ids.
select
    toString(event_id) as event_id,
    toString(type) as type,
    toUnixTimestamp64Milli(timestamp) as at_ms,
    toUnixTimestamp64Milli(received_at) as received_ms,
    order_id,
    customer_id,
    email_hash,
    toString(name) as name,
    ifNull(amount_minor, 0) as amount_minor,
    toString(currency) as currency,
    toString(ref) as ref,
    toString(promo_code) as promo_code,
    trust,
    toUnixTimestamp64Milli(made_at) as made_ms,
    toBool((event_id, reports) in
    (
        select event_id, reports
        from judged_conversions
        where site_id = {site_id:UInt32}
          and judged_conversions.event_id in (select toUUID(arrayJoin({conversion_ids:Array(String)})))
    )) as is_covered
from standing_conversions final
where site_id = {site_id:UInt32}
  -- The table is sorted by both: what else it holds is not read.
  and (standing_conversions.made_at, standing_conversions.event_id) in
    (
        select made_at, event_id
        from standing_conversions
        where site_id = {site_id:UInt32}
          and event_id in (select toUUID(arrayJoin({conversion_ids:Array(String)})))
    )
order by received_ms, event_id
