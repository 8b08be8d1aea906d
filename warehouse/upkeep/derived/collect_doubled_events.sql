-- Records the events of a period that are stored in several rows, as keys of a repair.
-- Grain: one event.
-- Params: repair: its number; from, to: the period; slice, slices: which part of the events;
-- site_id: 0 for all.
insert into damaged_keys (repair, key, is_expected)
select
    {repair:UInt64},
    sipHash128(site_id, event_id),
    true
from events
where timestamp >= {from:DateTime('UTC')} and timestamp < {to:DateTime('UTC')}
  and cityHash64(event_id) % {slices:UInt64} = {slice:UInt64}
  and ({site_id:UInt32} = 0 or site_id = {site_id:UInt32})
group by site_id, event_id
having count() > 1
