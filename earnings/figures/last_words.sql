-- What people said last of conversions, the newest first; an undone word is shown as undone.
-- Grain: one conversion.
-- Params: site_id; conversion_ids: only these, empty for all; row_count.
select
    spoken.event_id as event_id,
    ifNull(sold.order_id, '') as order_id,
    ifNull(sold.type, '') as type,
    sold.amount_minor as amount_minor,
    ifNull(sold.currency, '') as currency,
    toUnixTimestamp64Milli(toDateTime64(spoken.last_at, 3, 'UTC')) as at_ms,
    spoken.last_decision as decision,
    spoken.last_is_approval as is_approval,
    spoken.last_by as decided_by,
    spoken.last_why as why
from
(
    select
        subject_id as event_id,
        max(decided_at) as last_at,
        toString(argMax(decision, decided_at)) as last_decision,
        argMax(is_approval, decided_at) as last_is_approval,
        toString(argMax(decided_by, decided_at)) as last_by,
        argMax(why, decided_at) as last_why
    from decisions
    where site_id = {site_id:UInt32}
      and subject_kind = 'conversion'
      and decided_by != 'rules'
      and (empty({conversion_ids:Array(String)}) or subject_id in {conversion_ids:Array(String)})
    group by subject_id
    order by last_at desc, event_id
    limit {row_count:UInt32}
) as spoken
left join
(
    select
        toString(standing_conversions.event_id) as sold_id,
        order_id,
        toString(type) as type,
        amount_minor,
        toString(currency) as currency
    from standing_conversions final
    where site_id = {site_id:UInt32}
      and standing_conversions.event_id in
        (
            select toUUIDOrZero(subject_id)
            from decisions
            where site_id = {site_id:UInt32} and subject_kind = 'conversion' and decided_by != 'rules'
        )
) as sold on sold.sold_id = spoken.event_id
order by last_at desc, event_id
