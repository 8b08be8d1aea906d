-- Sums of `standing`, net of what was given back. Continues conversions.sql and folded_returns.sql.
-- Grain: one day and currency, and one country of the current period and currency. kind: `day` or `country`.
-- Params: starts_ms: the beginnings of the days of both periods.
    net as
    (
        select
            type,
            roundDown(toUnixTimestamp64Milli(timestamp), {starts_ms:Array(Int64)}) as day_ms,
            currency,
            country,
            is_current,
            refunded_minor[if(mapContains(refunded_minor, currency), currency, '')] as refunded,
            if(type = 'sale', greatest(0, gross_minor - refunded), 0) as net_minor
        from standing
        left join folded_returns on folded_returns.order_id = standing.order_id and standing.order_id != ''
    )
select
    grain.1 as kind,
    grain.2 as day_ms,
    grain.3 as country,
    currency,
    countIf(type = 'sale') as sales,
    countIf(type = 'lead') as leads,
    sum(net_minor) as revenue_minor
from
(
    select
        type,
        currency,
        net_minor,
        arrayJoin(arrayFilter(
            each -> each.1 = 'day' or is_current,
            [('day', day_ms, ''), ('country', toInt64(0), country)]
        )) as grain
    from net
)
group by grain, currency
