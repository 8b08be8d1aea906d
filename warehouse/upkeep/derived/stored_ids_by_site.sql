-- Answers: how many events of each site were ever stored, also those that have expired or were erased.
-- Grain: one site.
-- Params: none.
select
    site_id,
    count() as stored
from event_ids
group by site_id
order by site_id
