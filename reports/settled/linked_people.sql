-- Whoever is linked to some people, directly or through one other.
-- Grain: one customer and address.
-- Params: site_id; customers, addresses.
with
    linked_pairs as
    (
        select customer_id, email_hash
        from people
        where site_id = {site_id:UInt32}
          and (customer_id in {customers:Array(String)} or email_hash in {addresses:Array(String)})
    )
select distinct
    customer_id,
    email_hash
from people
where site_id = {site_id:UInt32}
  and (customer_id in (select customer_id from linked_pairs) or email_hash in (select email_hash from linked_pairs))
limit 1001
