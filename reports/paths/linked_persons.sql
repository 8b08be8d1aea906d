-- Whom events named together with some persons, who may be the same as they are; see people.sql.
-- Grain: one person, of those that were asked for too.
-- Params: site_id; customer_ids, email_hashes: of the persons.
select arrayJoin(['\0' || customer_id, '\0\0' || email_hash]) as person
from
(
    select
        customer_id,
        email_hash,
        count() over (partition by basis, email_hash) as customers,
        count() over (partition by basis, customer_id) as addresses
    from
    (
        select
            customer_id,
            email_hash,
            arrayJoin(if(max(trust) >= 3, [1, 2], [2])) as basis
        from people
        where site_id = {site_id:UInt32}
          and not is_test
          and (customer_id in {customer_ids:Array(String)} or email_hash in {email_hashes:Array(String)})
        group by customer_id, email_hash
    )
)
-- Whoever shares an id with very many others is not one person with them.
where customers <= 20 and addresses <= 20
group by person
