-- Which browsers only one customer used. Continues conversions.sql.
-- Grain of `owned_visitors`: one browser.
-- Params: site_id; visitor_ids: only these, empty for all.
    owned_visitors as
    (
        select
            visitor_id,
            any(customer_id) as owner_id
        from identities
        where site_id = {site_id:UInt32}
          and (empty({visitor_ids:Array(String)}) or visitor_id in {visitor_ids:Array(String)})
        group by visitor_id
        having uniqExact(customer_id) = 1
    ),
