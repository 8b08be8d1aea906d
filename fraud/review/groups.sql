-- The review queue in groups: standing marks by partner and rule, the most conversions first. A mark on a partner concerns
-- the conversions of that partner in the period that are held or rejected and are judged by the mark's evidence.
-- Grain: one partner and rule. held, rejected, paid: by the word of the rules or of reviewers; conversion_ids: of whom.
-- Params: site_id; from_ms, to_ms: half-open, of the subject's own time; partner, rule, class, subject_kind: only these, empty
-- for all; state: as marks.sql; row_count.
with
    standing as
    (
        select rule, subject_kind, subject_id, is_confirmed, partner, happened_at, weight, family, class
        from marks final
        where site_id = {site_id:UInt32}
          and is_active = 1
          and period >= toStartOfMonth(fromUnixTimestamp64Milli({from_ms:Int64}, 'UTC'))
          and happened_at >= fromUnixTimestamp64Milli({from_ms:Int64}, 'UTC')
          and happened_at < fromUnixTimestamp64Milli({to_ms:Int64}, 'UTC')
          and ({partner:String} = '' or partner = {partner:String})
          and ({rule:String} = '' or rule = {rule:String})
          and ({class:String} = '' or class = {class:String})
          and ({subject_kind:String} = '' or subject_kind = {subject_kind:String})
    ),
    decided as
    (
        select subject_kind, subject_id, decision, decided_by
        from current_decisions_v1
        where site_id = {site_id:UInt32} and subject_id in (select subject_id from standing)
    ),
    sold as
    (
        select toString(event_id) as subject_id, partner, is_confirmed, amount_minor, currency
        from conversion_facts final
        where site_id = {site_id:UInt32}
          and type != ''
          and timestamp >= fromUnixTimestamp64Milli({from_ms:Int64}, 'UTC')
          and timestamp < fromUnixTimestamp64Milli({to_ms:Int64}, 'UTC')
    ),
    unpaid as
    (
        select
            partner,
            is_confirmed,
            groupArray(sold.subject_id) as ids,
            countIf(decision = 'hold') as holds,
            countIf(decision = 'reject') as rejects,
            sumMapIf([currency], [ifNull(amount_minor, 0)], currency != '') as sums
        from sold
        inner join
        (
            select subject_id, decision
            from current_decisions_v1
            where site_id = {site_id:UInt32} and subject_kind = 'conversion' and decision in ('hold', 'reject')
        ) as stopped on stopped.subject_id = sold.subject_id
        group by partner, is_confirmed
    ),
    -- A partner may have a mark by each kind of evidence.
    concerned as
    (
        select
            standing.partner as partner,
            rule,
            sum(unpaid.holds) as holds,
            sum(unpaid.rejects) as rejects,
            groupArrayArray(unpaid.ids) as ids,
            sumMap(unpaid.sums) as sums
        from (select distinct partner, rule, is_confirmed from standing where subject_kind = 'partner') as standing
        inner join unpaid on unpaid.partner = standing.partner and unpaid.is_confirmed = standing.is_confirmed
        group by standing.partner, rule
    )
select
    standing.partner as partner,
    standing.rule as rule,
    any(standing.subject_kind) as kind,
    any(standing.class) as class,
    any(standing.family) as family,
    count() as marks,
    countIf(decided.decision = 'pay') as paid,
    if(kind = 'partner', any(concerned.holds), countIf(decided.decision = 'hold')) as held,
    if(kind = 'partner', any(concerned.rejects), countIf(decided.decision = 'reject')) as rejected,
    arrayConcat(groupArrayIf(standing.subject_id, standing.subject_kind = 'conversion'), any(concerned.ids)) as conversion_ids,
    max(standing.weight) as weight,
    toUnixTimestamp64Milli(min(happened_at)) as first,
    toUnixTimestamp64Milli(max(happened_at)) as last,
    if(kind = 'partner', any(concerned.sums), sumMapIf([currency], [ifNull(amount_minor, 0)], currency != '')) as amounts
from standing
left join decided on decided.subject_kind = standing.subject_kind and decided.subject_id = standing.subject_id
left join sold on sold.subject_id = standing.subject_id
left join concerned on concerned.partner = standing.partner and concerned.rule = standing.rule
where multiIf({state:String} = 'open', decided_by in ('', 'rules'), {state:String} = 'decided', decided_by not in ('', 'rules'), true)
group by standing.partner, standing.rule
order by held + rejected desc, weight desc, marks desc, partner, rule
limit {row_count:UInt32}
