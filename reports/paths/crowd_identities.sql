-- All identities of crowded people: who has the ids found by crowds.sql, with every other browser of the same customer.
-- Grain: one identity; `person` is the identity that stands for all of the same person, as people.sql joins them.
-- Params: site_id; crowd_visitors, crowd_customers: the ids found.
with
    owned_visitors as
    (
        select
            visitor_id,
            any(customer_id) as owner_id
        from identities
        where site_id = {site_id:UInt32}
          and visitor_id in
          (
              select visitor_id
              from identities
              where site_id = {site_id:UInt32}
                and
                (
                    customer_id in {crowd_customers:Array(String)}
                    or customer_id in
                    (
                        select customer_id
                        from identities
                        where site_id = {site_id:UInt32}
                          and visitor_id in {crowd_visitors:Array(String)}
                    )
                )
          )
        group by visitor_id
        having uniqExact(customer_id) = 1
    ),
    owners as
    (
        select owner_id
        from owned_visitors
        where visitor_id in {crowd_visitors:Array(String)}
        union distinct
        select arrayJoin({crowd_customers:Array(String)}) as owner_id
    )
select
    visitor_id as identity,
    '\0' || owner_id as person
from owned_visitors
where owner_id in (select owner_id from owners)
union all
select
    '\0' || owner_id as identity,
    identity as person
from owners
union all
select
    arrayJoin({crowd_visitors:Array(String)}) as identity,
    identity as person
where identity not in (select visitor_id from owned_visitors)
