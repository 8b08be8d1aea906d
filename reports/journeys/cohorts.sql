-- What people did in the weeks after their first click. Continues conversions.sql and single_owners.sql of the paths,
-- and the warehouse's folded_returns.sql.
-- Grain: cohort (by first click) and week after it (from 0, -1 for the cohort's size). `people` came or bought,
-- `repeaters` bought not for the first time. Money by currency is what was left after refunds, as in the attribution;
-- `repeat_minor` is that of all but a person's first sale. It is converted order by order, half to even, where a rate of
-- the order's day of UTC is given; else it stays in its own currency.
-- Params: starts_ms: the beginnings of the cohorts; ends_ms: the end of the last one; target_currency, rate_keys,
-- rate_numerators, rate_denominators: see credits.sql of the attribution.
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
                asked.customer_id != '', '\0' || asked.customer_id,
                owner_id != '', '\0' || owner_id,
                asked.visitor_id
            ) as person,
            asked.timestamp as bought_at,
            asked.event_id as order_event_id,
            toString(asked.currency) as paid_currency,
            refunded_minor[if(mapContains(refunded_minor, paid_currency), paid_currency, '')] as refunded,
            greatest(0, asked.gross_minor - refunded) as net_minor,
            transform(
                paid_currency || ' ' || toString(toDate(bought_at)),
                {rate_keys:Array(String)}, arrayEnumerate({rate_keys:Array(String)}), toUInt32(1)
            ) as place,
            {rate_denominators:Array(Int256)}[place] as divisor,
            toInt256(net_minor) * {rate_numerators:Array(Int256)}[place] as product
        from selected_conversions as asked
        left join owned_visitors on owned_visitors.visitor_id = asked.visitor_id
        left join folded_returns on folded_returns.order_id = asked.order_id
    ),
    numbered_orders as
    (
        select
            person,
            bought_at,
            if(place = 1, paid_currency, {target_currency:String}) as currency,
            toInt64(
                intDiv(product, divisor) + (product % divisor * 2 + intDiv(product, divisor) % 2 > divisor)
            ) as amount_minor,
            row_number() over (partition by person order by bought_at, order_event_id) as nth
        from orders_of_people
    )
select
    roundDown(toUnixTimestamp64Milli(came_at), {starts_ms:Array(Int64)}) as cohort_ms,
    toInt32(intDiv(dateDiff('millisecond', came_at, bought_at), 604800000)) as week,
    uniqExact(person) as people,
    uniqExactIf(person, nth > 1) as repeaters,
    sumMap([currency], [amount_minor]) as revenue_minor,
    sumMap([currency], [if(nth > 1, amount_minor, 0)]) as repeat_minor
from numbered_orders
inner join first_clicks using (person)
where bought_at >= came_at
group by cohort_ms, week
union all
select
    roundDown(toUnixTimestamp64Milli(came_at), {starts_ms:Array(Int64)}) as cohort_ms,
    toInt32(-1) as week,
    count() as people,
    0 as repeaters,
    cast(([], []), 'Tuple(Array(String), Array(Int64))') as revenue_minor,
    revenue_minor as repeat_minor
from first_clicks
group by cohort_ms
order by cohort_ms, week
