-- Answers: which of these orders another batch has stored a sale of already, tests and real ones apart.
-- Grain: one row per stored sale with one of the orders.
-- Params: site_ids and order_ids, equally long; batch, the batch's own hash, whose rows do not count.
select
    site_id,
    order_id,
    is_test,
    event_id
from orders
where (site_id, order_id) in
    (
        select
            sale.1,
            sale.2
        from (select arrayJoin(arrayZip({site_ids:Array(UInt32)}, {order_ids:Array(String)})) as sale)
    )
    and batch != {batch:UInt64}
