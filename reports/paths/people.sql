-- The conversions of a period and the people behind them. Other files continue it.
-- Grain of `people_of_conversions`: one conversion, with all `identities` that a click of the same person may carry. An
-- identity is a visitor's id as it is, or a customer's id behind \0: no id of the edge holds a control character.
-- Every CTE is used once by those that follow: ClickHouse plans and computes a CTE again wherever its name stands.
-- Params: site_id; from_ms, to_ms: half-open period of the conversions; types: of which; conversion_ids: only these,
-- empty for all; visitor_ids: all visitors behind them, empty for no limit; crowd_customers: whose browsers are not
-- listed here, because crowd_clicks.sql finds their clicks.
with
    selected_conversions as
    (
        select
            event_id,
            type,
            timestamp,
            visitor_id,
            customer_id,
            order_id,
            currency,
            ifNull(amount_minor, 0) as gross_minor,
            ref,
            promo_code,
            channel,
            link,
            sub_id,
            utm_source,
            utm_medium,
            utm_campaign,
            country,
            ip_prefix
        from standing_conversions final
        where site_id = {site_id:UInt32}
          and type in {types:Array(String)}
          and timestamp >= fromUnixTimestamp64Milli({from_ms:Int64}, 'UTC')
          and timestamp < fromUnixTimestamp64Milli({to_ms:Int64}, 'UTC')
          and (empty({conversion_ids:Array(String)}) or toString(event_id) in {conversion_ids:Array(String)})
    ),
    -- A browser that several customers used identifies none of them: it would join people who are not one.
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
    customers as
    (
        select
            owner_id as person_id,
            groupUniqArray(visitor_id) as visitor_ids
        from owned_visitors
        where owner_id not in {crowd_customers:Array(String)}
        group by owner_id
    ),
    -- The ids in the second report of a conversion: a server knows the customer, the browser knows the visitor, and
    -- whichever reported first is stored. Only the first of the repeats counts: anyone may repeat an order later.
    second_reports as
    (
        select
            original_event_id as conversion_id,
            argMinIf(visitor_id, received_at, visitor_id != '') as second_visitor_id,
            argMinIf(customer_id, received_at, customer_id != '') as second_customer_id
        from duplicates
        where site_id = {site_id:UInt32}
          and type in {types:Array(String)}
          and (empty({conversion_ids:Array(String)}) or toString(original_event_id) in {conversion_ids:Array(String)})
        group by conversion_id
    ),
    people_of_conversions as
    (
        select
            event_id,
            timestamp,
            ref,
            currency,
            gross_minor,
            if(visitor_id != '', visitor_id, second_visitor_id) as visitor_id,
            if(selected_conversions.customer_id != '', selected_conversions.customer_id, second_customer_id) as customer_id
        from selected_conversions
        left join second_reports on second_reports.conversion_id = selected_conversions.event_id
    ),
    conversion_identities as
    (
        select
            event_id as conversion_id,
            timestamp as converted_at,
            lower(toString(ref)) as named_ref,
            if(customer_id != '', customer_id, owner_id) as joined_id,
            arrayJoin(arrayDistinct(arrayFilter(carried -> carried not in ('', '\0'), arrayConcat(
                [visitor_id, '\0' || joined_id], visitor_ids
            )))) as identity
        from people_of_conversions
        left join owned_visitors using (visitor_id)
        left join customers on customers.person_id = joined_id
    ),
