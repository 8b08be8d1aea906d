-- Whether a subject was ever marked.
-- Grain: one row if it was, else none.
-- Params: site_id; subject_id.
select 1 as is_there
from marks
where site_id = {site_id:UInt32}
  and subject_id = {subject_id:String}
limit 1
