-- Answers: how many events of an import are stored, and how many were duplicates.
-- Grain: one row per import.
-- Params: site_id, import_ids.
select
    import_id,
    sum(is_stored) as stored,
    count() - stored as duplicates
from
(
    select toString(import_id) as import_id, toUInt64(1) as is_stored
    from events
    where site_id = {site_id:UInt32} and import_id in {import_ids:Array(String)}
    union all
    select toString(import_id), toUInt64(0)
    from duplicates
    where site_id = {site_id:UInt32} and import_id in {import_ids:Array(String)}
)
group by import_id
