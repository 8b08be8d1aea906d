-- What was given back of one order.
-- Grain: one row.
-- Params: site_id; order_id.
select
    countIf(amount_minor is null) > 0 as is_full,
    sum(ifNull(amount_minor, 0)) as refunded_minor
from order_refunds
where site_id = {site_id:UInt32}
  and order_id = {order_id:String}
  and order_id != ''
