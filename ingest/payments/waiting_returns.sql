-- Answers: which refunds and disputes name one of these payments and no order.
-- Grain: one event.
-- Params: site_ids and payment_ids, equally long.
select
    site_id,
    payment_id,
    toString(event_id) as event_id,
    toUnixTimestamp64Milli(timestamp) as timestamp_ms
from order_returns
where site_id in {site_ids:Array(UInt32)}
  and order_id = ''
  and (site_id, payment_id) in
    (
        select
            payment.1,
            payment.2
        from (select arrayJoin(arrayZip({site_ids:Array(UInt32)}, {payment_ids:Array(String)})) as payment)
    )
