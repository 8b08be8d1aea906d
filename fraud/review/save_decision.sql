-- Appends a reviewer's decision on a subject, later than every earlier one, whatever the clock says.
-- Params: site_id, subject_kind, subject_id, now, decision, decided_by, why, mark_id.
insert into decisions
    (site_id, subject_kind, subject_id, decided_at, run, decision, score, reasons, rules, rule_set, decided_by, why, mark_id)
select
    {site_id:UInt32},
    {subject_kind:String},
    {subject_id:String},
    greatest({now:DateTime64(6, 'UTC')}, max(decided_at) + toIntervalMicrosecond(1)),
    0,
    {decision:String},
    0,
    [],
    [],
    0,
    {decided_by:String},
    {why:String},
    {mark_id:String}
from decisions
where site_id = {site_id:UInt32} and subject_kind = {subject_kind:String} and subject_id = {subject_id:String}
