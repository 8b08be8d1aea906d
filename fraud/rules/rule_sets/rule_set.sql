-- One saved rule set, the latest for version -1; none where nothing is saved.
-- Params: site_id, version.
select version, content
from rule_sets
where site_id = {site_id:UInt32} and ({version:Int64} < 0 or version = {version:Int64})
order by version desc
limit 1
