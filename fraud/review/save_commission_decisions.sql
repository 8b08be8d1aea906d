-- Appends what a person decided of the money of some conversions, later than every earlier decision, whatever the clock says.
-- Params: site_id, now, decision, is_approval, decided_by, note; subject_ids.
insert into decisions
    (site_id, subject_kind, subject_id, decided_at, run, decision, score, reasons, rules, rule_set, decided_by, why, mark_id,
     is_approval, note)
with given as
    (
        select arrayJoin({subject_ids:Array(String)}) as subject_id
    )
select
    {site_id:UInt32},
    'conversion',
    given.subject_id,
    greatest({now:DateTime64(6, 'UTC')}, earlier.last_decided_at + toIntervalMicrosecond(1)),
    0,
    {decision:String},
    0,
    [],
    [],
    0,
    {decided_by:String},
    {note:String},
    '',
    {is_approval:Bool},
    {note:String}
from given
left join
(
    select subject_id, max(decided_at) as last_decided_at
    from decisions
    where site_id = {site_id:UInt32}
      and subject_kind = 'conversion'
      and subject_id in {subject_ids:Array(String)}
    group by subject_id
) as earlier on earlier.subject_id = given.subject_id
