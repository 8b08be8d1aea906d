-- Who is behind one conversion, as people.sql of the paths says. Other files continue it.
-- Grain of `browsers_of_customer`: one browser that only this customer used.
-- Params: site_id; visitor_id, customer_id: those of the conversion, one of them may be empty.
with
    -- A browser that several customers used identifies none of them.
    (
        select if(uniqExact(customer_id) = 1, any(customer_id), '')
        from identities
        where site_id = {site_id:UInt32}
          and visitor_id = {visitor_id:String}
          and visitor_id != ''
    ) as owner_id,
    if({customer_id:String} != '', {customer_id:String}, owner_id) as joined_id,
    browsers_of_customer as
    (
        select visitor_id
        from identities
        where site_id = {site_id:UInt32}
          and visitor_id in
          (
              select visitor_id
              from identities
              where site_id = {site_id:UInt32}
                and customer_id = joined_id
                and customer_id != ''
          )
        group by visitor_id
        having uniqExact(customer_id) = 1
    )
