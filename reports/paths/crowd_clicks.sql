-- The clicks of crowded people in order of time, as keys.
-- Grain: one person: how many clicks are older than any touch, and the keys of the others, in any order. A key is 64
-- bits: the person's number, milliseconds since the earliest touch, the end of the event's id; crowd_joins.sql makes
-- the same.
-- Params: site_id; from_ms, to_ms: half-open period of the conversions; longest_window_ms: of all programs;
-- identities_of_crowds, numbers_of_crowds: identities and the number of their person, from 1; visitors_of_crowds: the
-- visitors among them, and the empty one.
with
    (select {identities_of_crowds:Array(String)}) as known_identities,
    (select {numbers_of_crowds:Array(UInt32)}) as crowds_of_identities
select
    transform(identity, known_identities, crowds_of_identities, toUInt32(0)) as crowd,
    countIf(age_ms < 0) as earlier_clicks,
    groupArrayIf(
        toUInt64(bitShiftLeft(toUInt64(crowd % 8192), 51) + bitShiftLeft(toUInt64(age_ms), 12) + id_end), age_ms >= 0
    ) as click_keys
from
(
    select
        if(visitor_id != '', visitor_id, '\0' || customer_id) as identity,
        toUnixTimestamp64Milli(timestamp) - {from_ms:Int64} + {longest_window_ms:Int64} as age_ms,
        bitAnd(toUInt128(event_id), 4095) as id_end
    from events
    where site_id = {site_id:UInt32}
      and type = 'click'
      and traffic = 'human'
      and timestamp < fromUnixTimestamp64Milli({to_ms:Int64}, 'UTC')
      and visitor_id in {visitors_of_crowds:Array(String)}
)
where crowd > 0
group by crowd
