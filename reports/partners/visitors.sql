-- How many browsers of people arrived through a partner's codes, ever; from the roll-up.
-- Grain: one row.
-- Params: site_id; own_refs: the partner's codes in lower case.
select uniqExactMerge(visitors)
from rollup_partner_hours
where site_id = {site_id:UInt32}
  and ref in {own_refs:Array(String)}
  and traffic = 'human'
