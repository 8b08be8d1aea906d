-- Answers: which duplicates of a batch are stored.
-- Grain: one row per stored duplicate; the same event may have several.
-- Params: batch, its hash; received_from, received_to: a period in which all of them were received.
select
    site_id,
    toString(event_id) as event_id
from duplicates
where batch = {batch:UInt64}
    and received_at >= {received_from:DateTime64(3, 'UTC')}
    and received_at < {received_to:DateTime64(3, 'UTC')}
