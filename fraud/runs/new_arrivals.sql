-- Whether there is any event that no run has covered: stored since the last one, or left by it to a later moment.
-- Grain: one row.
-- Params: site_id; since: arrivals stored from then on; from_time, until: half-open, of the events' own clock.
select toBool(count() > 0) as has_new
from
(
    select 1
    from arrivals
    where site_id = {site_id:UInt32} and stored_at >= {since:DateTime64(3, 'UTC')}
    limit 1
    union all
    select 1
    from events
    where site_id = {site_id:UInt32}
      and timestamp >= {from_time:DateTime64(3, 'UTC')}
      and timestamp < {until:DateTime64(3, 'UTC')}
    limit 1
)
