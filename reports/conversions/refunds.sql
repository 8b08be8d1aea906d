-- What is given back of one order in the currency of its sale, and whether a dispute of it is open.
-- Grain: one row.
-- Params: site_id; order_id; currency: of the sale.
select
    sum(refunded_minor[if(mapContains(refunded_minor, {currency:String}), {currency:String}, '')]) as refunded_minor,
    toBool(max(is_disputed)) as is_disputed
from folded_returns_v1
where site_id = {site_id:UInt32}
  and order_id = {order_id:String}
