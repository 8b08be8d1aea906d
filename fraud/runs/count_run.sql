-- What a run wrote.
-- Params: site_id, run.
select
    (select count() from conversion_facts where site_id = {site_id:UInt32} and run = {run:UInt64} and type != '') as conversions,
    (select count() from marks where site_id = {site_id:UInt32} and run = {run:UInt64}) as marks,
    (select count() from decisions where site_id = {site_id:UInt32} and run = {run:UInt64}) as decisions
