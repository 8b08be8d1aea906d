-- What was refunded of one order in the currency of its sale; a refund in another currency changes nothing.
-- Grain: one row.
-- Params: site_id; order_id; currency: of the sale.
select
    toBool(countIf(amount_minor is null) > 0) as is_full,
    sumIf(ifNull(amount_minor, 0), currency in ('', {currency:String})) as refunded_minor
from order_refunds
where site_id = {site_id:UInt32}
  and order_id = {order_id:String}
  and order_id != ''
