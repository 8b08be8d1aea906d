-- Ids with several conversions or browsers: only these may be crowded people, whose clicks times conversions are too
-- many.
-- Grain: one id; `is_customer`: a customer, else a visitor.
-- Params: site_id; from_ms, to_ms: half-open period of the conversions; longest_window_ms: of all programs;
-- few_conversions, few_visitors: more than these.
select
    named.1 as is_customer,
    named.2 as id
from
(
    select arrayJoin([(false, visitor_id), (true, customer_id)]) as named
    from
    (
        select visitor_id, customer_id
        from standing_conversions final
        where site_id = {site_id:UInt32}
          and timestamp >= fromUnixTimestamp64Milli({from_ms:Int64} - {longest_window_ms:Int64}, 'UTC')
          and timestamp < fromUnixTimestamp64Milli({to_ms:Int64}, 'UTC')
        union all
        -- A server reports the sale, the browser repeats it: only the repetition names the visitor.
        select visitor_id, customer_id
        from duplicates
        where site_id = {site_id:UInt32}
          and type in ('lead', 'sale')
    )
)
where id != ''
group by is_customer, id
having count() > {few_conversions:UInt32}
union all
select
    true as is_customer,
    customer_id as id
from identities
where site_id = {site_id:UInt32}
group by customer_id
having count() > {few_visitors:UInt32}
