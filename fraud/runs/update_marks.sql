-- Turns this run's findings into marks: those that are new, that weigh differently, or that were withdrawn before.
-- The weight is Sellke, Bayarri and Berger's bound of the Bayes factor in a tail probability p, ln(1 / (-e p ln p)), for
-- p below 1/e; at most the highest weight of the rule. https://doi.org/10.1198/000313001300339950
-- Params: site_id, run, rule_set; active_rules, max_weights, families, classes, reasons: equally long, from the rules.
insert into marks
    (site_id, period, rule, subject_kind, subject_id, run, mark_id, partner, happened_at, chance, weight, family, class,
     reason, evidence, rule_set, is_active, created_at, is_confirmed)
with
    weighed as
    (
        select
            period,
            rule,
            subject_kind,
            subject_id,
            is_confirmed,
            argMin(findings.partner, findings.chance) as partner,
            argMin(findings.happened_at, findings.chance) as happened_at,
            min(findings.chance) as chance,
            argMin(findings.evidence, findings.chance) as evidence,
            round(greatest(0, least(
                transform(rule, {active_rules:Array(String)}, {max_weights:Array(Float64)}, 0.),
                if(chance < exp(-1), -1 - log(chance) - log(-log(chance)), 0))), 1) as weight
        from findings
        where site_id = {site_id:UInt32} and run = {run:UInt64}
        group by period, rule, subject_kind, subject_id, is_confirmed
    ),
    standing as
    (
        select period, rule, subject_kind, subject_id, is_confirmed, weight as standing_weight, is_active
        from marks final
        where site_id = {site_id:UInt32} and period in (select period from weighed)
    )
select
    {site_id:UInt32},
    period,
    rule,
    subject_kind,
    subject_id,
    {run:UInt64},
    -- A conversion that is confirmed later keeps its marks; a partner may have a mark of both kinds.
    lower(hex(sipHash128(toString({site_id:UInt32}), toString(period), rule,
        if(subject_kind = 'partner' and is_confirmed, 'confirmed_partner', subject_kind), subject_id))),
    partner,
    happened_at,
    chance,
    weight,
    transform(rule, {active_rules:Array(String)}, {families:Array(String)}, ''),
    transform(rule, {active_rules:Array(String)}, {classes:Array(String)}, ''),
    transform(rule, {active_rules:Array(String)}, {reasons:Array(String)}, ''),
    evidence,
    {rule_set:UInt32},
    1,
    now64(3),
    is_confirmed
from weighed
left join standing using (period, rule, subject_kind, subject_id, is_confirmed)
where weight > 0 and (is_active = 0 or standing_weight != weight)
