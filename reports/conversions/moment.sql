-- What one conversion was, if the site has it; what its report left open of the person is the second report's.
-- Grain: one conversion.
-- Params: site_id; event_id.
with
    (
        select
            (
                argMinIf(visitor_id, received_at, visitor_id != ''),
                argMinIf(customer_id, received_at, customer_id != '')
            )
        from duplicates
        where site_id = {site_id:UInt32}
          and original_event_id = toUUID({event_id:String})
    ) as second_report
select
    toUnixTimestamp64Milli(timestamp) as timestamp_ms,
    toString(type) as type,
    if(conversions.visitor_id != '', conversions.visitor_id, second_report.1) as visitor_id,
    if(conversions.customer_id != '', conversions.customer_id, second_report.2) as customer_id,
    order_id,
    ifNull(amount_minor, 0) as gross_minor,
    toString(currency) as currency,
    toString(ref) as ref,
    toString(promo_code) as promo_code
from conversions
where site_id = {site_id:UInt32}
  and event_id = toUUID({event_id:String})
