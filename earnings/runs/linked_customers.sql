-- Whom one event named by a customer id and an e-mail address, so that both are one person; as servers, imports and
-- signatures say. Whoever shares an id with very many others is nobody's other name: so all pairs are counted that have an
-- id of a pair that is asked for, and no others.
-- Grain: one pair.
-- Params: site_id; customer_ids, email_hashes: either is asked for; confirmed_trust; max_joined.
with
    asked as
    (
        select customer_id, email_hash
        from people
        where site_id = {site_id:UInt32}
          and not is_test
          and (customer_id in {customer_ids:Array(String)} or email_hash in {email_hashes:Array(String)})
    )
select
    customer_id,
    email_hash
from
(
    select
        customer_id,
        email_hash,
        count() over (partition by email_hash) as customers,
        count() over (partition by customer_id) as addresses
    from
    (
        select customer_id, email_hash
        from people
        where site_id = {site_id:UInt32}
          and not is_test
          and (customer_id in (select customer_id from asked) or email_hash in (select email_hash from asked))
        group by customer_id, email_hash
        having max(trust) >= {confirmed_trust:UInt8}
    )
)
where customers <= {max_joined:UInt32}
  and addresses <= {max_joined:UInt32}
  and (customer_id in {customer_ids:Array(String)} or email_hash in {email_hashes:Array(String)})
order by customer_id, email_hash
