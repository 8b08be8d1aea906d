-- Refunds and disputes that wait for an order: no report of a sale names it, or none names the payment that they name.
-- Grain: one event, newest first.
-- Params: site_id; before_ms, before_id: only what comes after this one in the order of the answer; row_count.
select
    toString(event_id) as event_id,
    toString(type) as type,
    order_id,
    refund_id,
    payment_id,
    toUnixTimestamp64Milli(timestamp) as timestamp_ms,
    amount_minor,
    refunded_total_minor,
    toString(currency) as currency
from order_returns final
where site_id = {site_id:UInt32}
  and (toUnixTimestamp64Milli(timestamp), toString(event_id)) < ({before_ms:Int64}, {before_id:String})
  and concat('o:', order_id) not in
    (
        select conversion_key
        from standing_conversions final
        where site_id = {site_id:UInt32}
    )
  and (order_id != '' or (type, payment_id, refund_id, timestamp) not in
    (
        select type, payment_id, refund_id, timestamp
        from order_returns
        where site_id = {site_id:UInt32} and order_id != '' and payment_id != ''
    ))
order by timestamp_ms desc, event_id desc
limit {row_count:UInt32}
