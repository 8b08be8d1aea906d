-- Decides the conversions of a month again and stores what changed.
-- Within a family only the strongest mark counts, over the families the weights add up: several kinds of evidence must
-- agree. A rejection needs two families of at least `firm`, one of them of the conversion itself and not of its address;
-- a policy finding always holds the conversion for a reviewer. Of the partner's marks those count that rest on the evidence
-- by which the conversion is judged: a confirmed one on what is confirmed, any other on everything.
-- Grain: one conversion whose decision, reasons or score (to a tenth) are not what they were.
-- Params: site_id, run, rule_set; until: the moment of the run; start, end: the half-open days; hold_at, reject_at, firm:
-- scores; own_threshold_partners, own_hold_ats, own_reject_ats: equally long, for partners of programs with thresholds of
-- their own.
insert into decisions
    (site_id, subject_kind, subject_id, decided_at, run, decision, score, reasons, rules, rule_set, decided_by, why, mark_id)
with
    standing as
    (
        select subject_kind, subject_id, is_confirmed, rule, family, class, reason, weight
        from marks final
        where site_id = {site_id:UInt32}
          and period >= {start:Date}
          and period < {end:Date}
          and subject_kind in ('conversion', 'partner')
          and is_active = 1
    ),
    covered as
    (
        select toString(event_id) as event_id, partner, is_confirmed
        from conversion_facts final
        where site_id = {site_id:UInt32} and day >= {start:Date} and day < {end:Date}
          and partner != '' and not is_allowed
    ),
    evidence as
    (
        select covered.event_id as event_id, partner, rule, family, class, reason, weight, 1 as is_own
        from covered
        inner join standing on standing.subject_id = covered.event_id
        where subject_kind = 'conversion'
        union all
        select covered.event_id, partner, rule, family, class, reason, weight, 0
        from covered
        inner join standing on standing.subject_id = covered.partner and standing.is_confirmed = covered.is_confirmed
        where subject_kind = 'partner'
    ),
    families as
    (
        select
            event_id,
            partner,
            family,
            max(evidence.weight) as weight,
            maxIf(evidence.weight, is_own and family != 'network') as own_weight,
            groupArray((evidence.weight, rule)) as rules,
            groupArray((evidence.weight, reason)) as reasons
        from evidence
        group by event_id, partner, family
    ),
    scores as
    (
        select
            event_id,
            partner,
            round(sumIf(weight, family != 'policy'), 1) as score,
            countIf(family != 'policy' and weight >= {firm:Float64}) as firm_families,
            max(if(family != 'policy', families.own_weight, 0)) as own_weight,
            maxIf(weight, family = 'policy') as policy_weight,
            arrayDistinct(arrayMap(pair -> pair.2, arrayReverseSort(pair -> (pair.1, pair.2), groupArrayArray(families.rules)))) as rules,
            arrayDistinct(arrayMap(pair -> pair.2, arrayReverseSort(pair -> (pair.1, pair.2), groupArrayArray(families.reasons)))) as reasons,
            transform(partner, {own_threshold_partners:Array(String)}, {own_hold_ats:Array(Float64)}, {hold_at:Float64}) as held_at,
            transform(partner, {own_threshold_partners:Array(String)}, {own_reject_ats:Array(Float64)}, {reject_at:Float64}) as rejected_at,
            multiIf(
                policy_weight >= 1 and score >= held_at, 'hold',
                score >= rejected_at and firm_families >= 2 and own_weight >= {firm:Float64}, 'reject',
                score >= held_at or policy_weight >= 1, 'hold',
                'pay'
            ) as decision
        from families
        group by event_id, partner
    ),
    earlier as
    (
        select
            subject_id,
            argMax(decisions.decision, (decisions.run, decided_at)) as decision,
            argMax(decisions.score, (decisions.run, decided_at)) as score,
            argMax(decisions.reasons, (decisions.run, decided_at)) as reasons
        from decisions
        where site_id = {site_id:UInt32}
          and subject_kind = 'conversion'
          and decided_by = 'rules'
          and subject_id in (select toString(event_id) from conversion_facts final
              where site_id = {site_id:UInt32} and day >= {start:Date} and day < {end:Date} and type != '')
        group by subject_id
    ),
    changed as
    (
        select
            if(scores.event_id != '', scores.event_id, earlier.subject_id) as subject_id,
            if(scores.event_id != '', scores.decision, 'pay') as now_decision,
            scores.score as now_score,
            scores.reasons as now_reasons,
            scores.rules as now_rules,
            earlier.decision as earlier_decision,
            earlier.score as earlier_score,
            earlier.reasons as earlier_reasons
        from scores
        full join earlier on earlier.subject_id = scores.event_id
    )
select
    {site_id:UInt32},
    'conversion',
    subject_id,
    toDateTime64({until:DateTime64(3, 'UTC')}, 6, 'UTC'),
    {run:UInt64},
    now_decision,
    now_score,
    if(now_decision = 'pay', [], now_reasons) as shown_reasons,
    now_rules,
    {rule_set:UInt32},
    'rules',
    '',
    ''
from changed
where now_decision != earlier_decision or now_score != earlier_score
   or toString(shown_reasons) != toString(earlier_reasons)
