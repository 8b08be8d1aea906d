-- How many refunds and disputes wait for an order: no report of a sale names it, or none names the payment that they name.
-- Grain: one row.
-- Params: site_id.
select count() as unmatched
from order_returns final
where site_id = {site_id:UInt32}
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
