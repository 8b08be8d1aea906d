-- The allow list of a site: entries that were not ended, oldest first.
-- Grain: one entry.
-- Params: site_id.
select
    allowance_id,
    argMax(allowances.kind, changed_at) as kind,
    argMax(allowances.value, changed_at) as value,
    argMax(allowances.valid_from, changed_at) as valid_from,
    argMax(allowances.valid_to, changed_at) as valid_to,
    argMax(allowances.changed_by, changed_at) as changed_by,
    argMax(allowances.why, changed_at) as why
from allowances
where site_id = {site_id:UInt32}
group by allowance_id
-- Of two changes at the same moment the end is the later one.
having argMax(is_active, (changed_at, not is_active)) = 1
order by min(changed_at), allowance_id
