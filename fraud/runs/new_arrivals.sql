-- Whether any event was stored that no run has covered.
-- Grain: one row.
-- Params: site_id; since: arrivals stored from then on.
select toBool(count() > 0) as has_new
from
(
    select 1
    from arrivals
    where site_id = {site_id:UInt32} and stored_at >= {since:DateTime64(3, 'UTC')}
    limit 1
)
