-- How many events a run has to cover.
-- Params: site_id, run, everything.
select if({everything:Bool},
    (select count() from events where site_id = {site_id:UInt32}),
    (select count() from run_arrivals where site_id = {site_id:UInt32} and run = {run:UInt64})) as actions
