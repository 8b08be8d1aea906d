-- Answers: which events of a batch the table of events itself holds.
-- Grain: one row per stored event.
-- Params: batch, its hash; happened_from, happened_to: a period of all of its events.
select
    site_id,
    toString(event_id) as event_id
from events
where batch = {batch:UInt64}
    and timestamp >= {happened_from:DateTime64(3, 'UTC')}
    and timestamp < {happened_to:DateTime64(3, 'UTC')}
