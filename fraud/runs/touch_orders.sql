-- Adds the visitors of known conversions whose order or customer arrived again: a refund names the order alone.
-- Params: site_id, run.
insert into run_arrivals (site_id, run, happened_from, visitor_id, customer_id, order_id)
select distinct {site_id:UInt32}, {run:UInt64}, timestamp, visitor_id, customer_id, order_id
from conversion_facts
where site_id = {site_id:UInt32}
  and ((order_id != '' and order_id in
        (select order_id from run_arrivals where site_id = {site_id:UInt32} and run = {run:UInt64}))
    or (customer_id != '' and customer_id in
        (select customer_id from run_arrivals where site_id = {site_id:UInt32} and run = {run:UInt64})))
