-- Appends a reviewer's decision on a partner's mark to the conversions of that partner in those days: the ones that the
-- rules held or rejected by the mark's evidence, and for `undo` the ones that were decided by this mark.
-- Params: site_id, partner; is_confirmed: of the mark; now, decision, decided_by, why, mark_id; start, end: the half-open days.
insert into decisions
    (site_id, subject_kind, subject_id, decided_at, run, decision, score, reasons, rules, rule_set, decided_by, why, mark_id)
with
    decided as
    (
        select
            subject_id,
            max(decisions.decided_at) as last_decided_at,
            argMaxIf(decisions.decision, (decisions.run, decisions.decided_at), decided_by = 'rules') as by_rules,
            argMaxIf(decisions.mark_id, decisions.decided_at, decided_by != 'rules') as decided_by_mark
        from decisions
        where site_id = {site_id:UInt32}
          and subject_kind = 'conversion'
          and subject_id in (
              select toString(event_id)
              from conversion_facts final
              where site_id = {site_id:UInt32}
                and partner = {partner:String}
                and (is_confirmed = {is_confirmed:Bool} or {decision:String} = 'undo')
                and day >= {start:Date}
                and day < {end:Date})
        group by subject_id
    )
select
    {site_id:UInt32},
    'conversion',
    subject_id,
    greatest({now:DateTime64(6, 'UTC')}, last_decided_at + toIntervalMicrosecond(1)),
    0,
    {decision:String},
    0,
    [],
    [],
    0,
    {decided_by:String},
    {why:String},
    {mark_id:String}
from decided
where if({decision:String} = 'undo', decided_by_mark = {mark_id:String}, by_rules in ('hold', 'reject'))
