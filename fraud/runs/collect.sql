-- The findings of a rule as rows of the table. Continues a rule.
-- Params: site_id, run, rule; confirmed_only: as measures.sql; weakest: what honest traffic shows more often than
-- this is not a finding.
select
    {site_id:UInt32},
    {run:UInt64},
    {rule:String},
    subject_kind,
    subject_id,
    if(subject_kind = 'click', toDate(happened_at), {start:Date}) as period,
    partner,
    happened_at,
    least(1, greatest(1e-12, chance)) as chance,
    toJSONString(evidence),
    {confirmed_only:Bool}
from findings
where chance < {weakest:Float64}
  and partner != ''
  and (subject_kind = 'partner' or (toDate(happened_at) >= {start:Date} and toDate(happened_at) < {end:Date}))
