-- The review queue: standing marks with their subjects and the decisions on them, newest first.
-- Grain: one mark.
-- Params: site_id; from_ms, to_ms: half-open, of the subject's own time; partner, rule, class, subject_kind, subject_id, mark_id: only
-- these, empty for all; state: open (no reviewer has decided), decided, all; before_ms, before_id: only what comes after this
-- one in the order of the answer; row_count.
with
    standing as
    (
        select mark_id, period, rule, subject_kind, subject_id, is_confirmed, partner, happened_at, chance, weight, family, class, reason,
            evidence, rule_set
        from marks final
        where site_id = {site_id:UInt32}
          and is_active = 1
          -- The period of a mark is its day or month; the first day of that month may lie before `from_ms`.
          and period >= toStartOfMonth(fromUnixTimestamp64Milli({from_ms:Int64}, 'UTC'))
          and happened_at >= fromUnixTimestamp64Milli({from_ms:Int64}, 'UTC')
          and happened_at < fromUnixTimestamp64Milli({to_ms:Int64}, 'UTC')
          and ({partner:String} = '' or partner = {partner:String})
          and ({rule:String} = '' or rule = {rule:String})
          and ({class:String} = '' or class = {class:String})
          and ({subject_kind:String} = '' or subject_kind = {subject_kind:String})
          and ({subject_id:String} = '' or subject_id = {subject_id:String})
          and ({mark_id:String} = '' or mark_id = {mark_id:String})
          and (toUnixTimestamp64Milli(happened_at), mark_id) < ({before_ms:Int64}, {before_id:String})
    ),
    decided as
    (
        select subject_kind, subject_id, decision, decided_by, why, score
        from current_decisions_v1
        where site_id = {site_id:UInt32} and subject_id in (select subject_id from standing)
    ),
    sold as
    (
        select toString(event_id) as subject_id, order_id, amount_minor, currency, is_refunded
        from conversion_facts final
        where site_id = {site_id:UInt32} and type != '' and toString(event_id) in (select subject_id from standing)
    )
select
    mark_id,
    rule,
    standing.subject_kind as subject_kind,
    standing.subject_id as subject_id,
    partner,
    toUnixTimestamp64Milli(happened_at) as timestamp_ms,
    chance,
    weight,
    family,
    class,
    reason,
    evidence,
    toBool(standing.is_confirmed) as is_confirmed,
    rule_set,
    order_id,
    amount_minor,
    currency,
    is_refunded = 1 as is_refunded,
    decided.decision as decision,
    decided.decided_by as decided_by,
    decided.why as why,
    decided.score as score
from standing
left join decided on decided.subject_kind = standing.subject_kind and decided.subject_id = standing.subject_id
left join sold on sold.subject_id = standing.subject_id
where multiIf({state:String} = 'open', decided_by in ('', 'rules'), {state:String} = 'decided', decided_by not in ('', 'rules'), true)
order by timestamp_ms desc, mark_id desc
limit {row_count:UInt32}
