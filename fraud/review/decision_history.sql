-- Every decision on one conversion, of the rules and of people, the oldest first.
-- Grain: one decision.
-- Params: site_id; conversion_id; row_count: so many, the newest.
select
    toUnixTimestamp64Milli(toDateTime64(decided_at, 3, 'UTC')) as at_ms,
    toString(decision) as decision,
    is_approval,
    toString(decided_by) as decided_by,
    why,
    note
from
(
    select decided_at, decision, is_approval, decided_by, why, note
    from decisions
    where site_id = {site_id:UInt32}
      and subject_kind = 'conversion'
      and subject_id = {conversion_id:String}
    order by decided_at desc
    limit {row_count:UInt32}
)
order by decided_at
