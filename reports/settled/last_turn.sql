-- The settler's last turn of a site, whether anything that may change a path arrived since, the warehouse's clock, and from
-- when on all events are kept. Goes around the warehouse's events_since.sql, ended by end_of_last_turn.sql.
-- Grain: one row; turn 0 where there was none, events_since_ms 0 where no event has ever expired.
-- since_ms: the mark, or earlier where arrivals before it have become visible since they were counted.
-- Params: site_id; recounted_ms: so long before the mark arrivals are counted.
with
    (
        select argMax(
            (
                generation, window_ms, toUnixTimestamp64Milli(watermark), waiting_months, crowded, turn, arrivals,
                settled_turn
            ),
            turn
        )
        from settler_turns
        where site_id = {site_id:UInt32}
    ) as last,
    (
        select count()
        from arrivals
        where site_id = {site_id:UInt32}
          and stored_at >= fromUnixTimestamp64Milli(last.3 - {recounted_ms:Int64}, 'UTC')
          and stored_at < fromUnixTimestamp64Milli(last.3, 'UTC')
    ) as visible_arrivals
select
    last.6 as turn,
    last.1 as generation,
    last.2 as window_ms,
    last.3 as watermark_ms,
    last.3 - if(visible_arrivals = last.7, 0, {recounted_ms:Int64}) as since_ms,
    last.4 as waiting_months,
    last.5 as crowded,
    last.7 as arrivals,
    last.8 as settled_turn,
    toUnixTimestamp64Milli(now64(3)) as stored_now_ms,
    toInt64(toUnixTimestamp(kept.since)) * 1000 as events_since_ms,
    toBool((
        select count()
        from
        (
            select 1
            from arrivals
            where site_id = {site_id:UInt32}
              and stored_at >= fromUnixTimestamp64Milli(since_ms, 'UTC')
              and touches_paths
            limit 1
        )
    )) as has_arrivals
from
(
