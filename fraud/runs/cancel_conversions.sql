-- Cancels the facts of drafted conversions under a day on which they no longer stand: another report names another time.
-- Grain: one conversion and day. A cancelled one has no type and no partner.
-- Params: site_id, run.
insert into conversion_facts (site_id, day, event_id, timestamp, run)
select {site_id:UInt32}, day, event_id, conversion_facts.timestamp, {run:UInt64}
from conversion_facts final
inner join
(
    select event_id, toDate(timestamp) as standing_day
    from conversion_drafts
    where site_id = {site_id:UInt32} and run = {run:UInt64}
) as drafts on drafts.event_id = conversion_facts.event_id
where site_id = {site_id:UInt32} and day != standing_day and type != ''
