-- Answers: the visitors of one customer that no other customer shares.
-- Grain: one visitor.
-- Params: site_id; customer_id.
select visitor_id
from identities
where site_id = {site_id:UInt32}
  and visitor_id in (select visitor_id from identities where site_id = {site_id:UInt32} and customer_id = {customer_id:String})
group by visitor_id
having uniqExact(customer_id) = 1
