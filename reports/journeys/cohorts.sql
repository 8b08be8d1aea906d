-- What people did in the weeks after their first click. Goes on from the attribution's people.sql.
-- Grain: cohort (by first click), week after it (from 0, -1 for the cohort's size) and currency. `people` came or
-- bought, `repeaters` bought not for the first time, `repeat_minor` is the money of all but a person's first sale.
-- Params: starts_ms: the beginnings of the cohorts; ends_ms: the end of the last one.
    first_clicks as
    (
        select
            if(owner_id != '', '\0' || owner_id, visitor_id) as person,
            min(clicked_at) as came_at
        from
        (
            select
                visitor_id,
                min(timestamp) as clicked_at
            from events
            where site_id = {site_id:UInt32}
              and type = 'click'
              and traffic = 'human'
              and visitor_id != ''
              and timestamp < fromUnixTimestamp64Milli({ends_ms:Int64}, 'UTC')
            group by visitor_id
        ) as browsers
        left join owned_visitors using (visitor_id)
        group by person
        having came_at >= fromUnixTimestamp64Milli({starts_ms:Array(Int64)}[1], 'UTC')
    ),
    orders_of_people as
    (
        select
            multiIf(
                people.customer_id != '', '\0' || people.customer_id,
                owner_id != '', '\0' || owner_id,
                people.visitor_id
            ) as person,
            people.timestamp as bought_at,
            people.event_id as order_event_id,
            asked.currency as currency,
            asked.gross_minor as amount_minor
        from people_of_conversions as people
        inner join asked_conversions as asked on asked.event_id = people.event_id
        left join owned_visitors on owned_visitors.visitor_id = people.visitor_id
    ),
    numbered_orders as
    (
        select
            person,
            bought_at,
            currency,
            amount_minor,
            row_number() over (partition by person order by bought_at, order_event_id) as nth
        from orders_of_people
    )
select
    roundDown(toUnixTimestamp64Milli(came_at), {starts_ms:Array(Int64)}) as cohort_ms,
    toInt32(intDiv(dateDiff('millisecond', came_at, bought_at), 604800000)) as week,
    toString(currency) as currency,
    uniqExact(person) as people,
    uniqExactIf(person, nth > 1) as repeaters,
    sum(amount_minor) as revenue_minor,
    sumIf(amount_minor, nth > 1) as repeat_minor
from numbered_orders
inner join first_clicks using (person)
where bought_at >= came_at
group by cohort_ms, week, currency
union all
select
    roundDown(toUnixTimestamp64Milli(came_at), {starts_ms:Array(Int64)}) as cohort_ms,
    toInt32(-1) as week,
    '' as currency,
    count() as people,
    0 as repeaters,
    0 as revenue_minor,
    0 as repeat_minor
from first_clicks
group by cohort_ms
order by cohort_ms, week, currency
