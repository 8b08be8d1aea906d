-- Withdraws the marks of a span that this run no longer finds; decisions of reviewers stay.
-- Params: site_id, run, rule_set; subject_kinds; start, end: the half-open days of the span.
insert into marks
    (site_id, period, rule, subject_kind, subject_id, run, mark_id, partner, happened_at, chance, weight, family, class,
     reason, evidence, rule_set, is_active, created_at, is_confirmed)
select
    site_id,
    period,
    rule,
    subject_kind,
    subject_id,
    {run:UInt64},
    mark_id,
    partner,
    happened_at,
    chance,
    0,
    family,
    class,
    reason,
    evidence,
    {rule_set:UInt32},
    0,
    now64(3),
    is_confirmed
from marks final
where site_id = {site_id:UInt32}
  and period >= {start:Date}
  and period < {end:Date}
  and subject_kind in {subject_kinds:Array(String)}
  and is_active = 1
  and (period, rule, subject_kind, subject_id, is_confirmed) not in
    (
        select period, rule, subject_kind, subject_id, is_confirmed
        from findings
        where site_id = {site_id:UInt32} and run = {run:UInt64} and chance < exp(-1)
    )
