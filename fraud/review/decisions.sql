-- The decisions on some subjects, a reviewer's before the rules'.
-- Grain: one subject with a decision.
-- Params: site_id, subject_kind; subject_ids: event ids, of partners their codes.
select subject_id, decision, reasons, score, decided_by, why
from current_decisions_v1
where site_id = {site_id:UInt32}
  and subject_kind = {subject_kind:String}
  and subject_id in {subject_ids:Array(String)}
