-- What the rules and people said of conversions, in order.
-- Grain: one word.
-- Params: site_id; conversion_ids.
select
    subject_id as event_id,
    toUnixTimestamp64Milli(toDateTime64(decided_at, 3, 'UTC')) as at_ms,
    toString(decision) as decision,
    toBool(decided_by = 'rules') as is_of_rules,
    is_approval
from decisions
where site_id = {site_id:UInt32}
  and subject_kind = 'conversion'
  and subject_id in {conversion_ids:Array(String)}
order by decided_at, run
