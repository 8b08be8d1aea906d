-- The clicks of people in two periods, by day, and by channel and country.
-- Grain: one day; one channel or country of the current period. kind: `day`, `channel` or `country`.
-- Params: site_id; from_ms, to_ms: half-open period; before_from_ms, before_to_ms: the other one, equal for none;
-- starts_ms: the beginnings of the days of both.
select
    multiIf(grouping(day_ms) = 0, 'day', grouping(channel) = 0, 'channel', 'country') as kind,
    day_ms,
    toString(channel) as channel,
    toString(country) as country,
    count() as clicks
from
(
    select
        timestamp >= fromUnixTimestamp64Milli({from_ms:Int64}, 'UTC')
        and timestamp < fromUnixTimestamp64Milli({to_ms:Int64}, 'UTC') as is_current,
        roundDown(toUnixTimestamp64Milli(timestamp), {starts_ms:Array(Int64)}) as day_ms,
        channel,
        country
    from events
    where site_id = {site_id:UInt32}
      and type = 'click'
      and traffic = 'human'
      and
      (
          is_current
          or (
              timestamp >= fromUnixTimestamp64Milli({before_from_ms:Int64}, 'UTC')
              and timestamp < fromUnixTimestamp64Milli({before_to_ms:Int64}, 'UTC')
          )
      )
)
group by grouping sets ((day_ms), (is_current, channel), (is_current, country))
having kind = 'day' or is_current
