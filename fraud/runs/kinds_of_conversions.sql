-- Whether there are conversions of partners that are confirmed, and such that are not.
-- Grain: one row per kind.
-- Params: site_id; start, end: the half-open days.
select distinct toBool(is_confirmed) as is_confirmed
from conversion_facts final
where site_id = {site_id:UInt32}
  and day >= {start:Date}
  and day < {end:Date}
  and partner != ''
  and not is_allowed
order by is_confirmed
