-- Appends a reviewer's decision on some subjects of a kind, later than every earlier one, whatever the clock says.
-- Params: site_id, subject_kind, now, decision, decided_by, why; subject_ids and mark_ids: equally long.
insert into decisions
    (site_id, subject_kind, subject_id, decided_at, run, decision, score, reasons, rules, rule_set, decided_by, why, mark_id)
with given as
    (
        select subject.1 as subject_id, subject.2 as mark_id
        from (select arrayJoin(arrayZip({subject_ids:Array(String)}, {mark_ids:Array(String)})) as subject)
    )
select
    {site_id:UInt32},
    {subject_kind:String},
    given.subject_id,
    greatest({now:DateTime64(6, 'UTC')}, earlier.last_decided_at + toIntervalMicrosecond(1)),
    0,
    {decision:String},
    0,
    [],
    [],
    0,
    {decided_by:String},
    {why:String},
    given.mark_id
from given
left join
(
    select subject_id, max(decided_at) as last_decided_at
    from decisions
    where site_id = {site_id:UInt32}
      and subject_kind = {subject_kind:String}
      and subject_id in {subject_ids:Array(String)}
    group by subject_id
) as earlier on earlier.subject_id = given.subject_id
