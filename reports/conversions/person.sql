-- The customer behind a conversion and his browsers; see the attribution's paths.sql for who is one person.
-- Grain: one row; nothing in it where no customer is known.
-- Params: site_id; visitor_id, customer_id: those of the conversion.
with
    -- A browser that several customers used joins nobody: it would join strangers.
    (
        select if(uniqExact(customer_id) = 1, any(customer_id), '')
        from identities
        where site_id = {site_id:UInt32}
          and visitor_id = {visitor_id:String}
          and visitor_id != ''
    ) as owner_id,
    if({customer_id:String} != '', {customer_id:String}, owner_id) as joined_id,
    of_customer as
    (
        select visitor_id
        from identities
        where site_id = {site_id:UInt32}
          and customer_id = joined_id
          and customer_id != ''
    )
select
    joined_id,
    groupUniqArray(visitor_id) as visitor_ids
from
(
    select visitor_id
    from identities
    where site_id = {site_id:UInt32}
      and visitor_id in (select visitor_id from of_customer)
    group by visitor_id
    having uniqExact(customer_id) = 1
)
