-- The clicks of crowds in order of time, as keys. Continues people.sql and crowd_owners.sql.
-- Grain: one crowd: how many clicks are older than any touch, and the keys of the others, in any order. A key is 64 bits:
-- the crowd's number, milliseconds since the earliest touch, the end of the event's id; crowd_joins.sql makes the same.
-- An id has two crowds, 2 n of what is confirmed and 2 n - 1 of claims: the clicks of claims, which anybody can send for any
-- customer, leave out none that is confirmed.
-- Params: site_id; from_ms, to_ms: half-open period of the conversions; longest_window_ms: of all programs; crowd_ids:
-- the ids, numbered from 1; visitors_of_crowds: the visitors behind them, and the empty one.
    (select {crowd_ids:Array(String)}) as known_crowds
select
    crowd,
    uniqExactIf(event_id, age_ms < 0) as earlier_clicks,
    groupUniqArrayIf(
        toUInt64(bitShiftLeft(toUInt64(crowd % 8192), 51) + bitShiftLeft(toUInt64(age_ms), 12) + id_end), age_ms >= 0
    ) as click_keys
from
(
    select
        arrayJoin(arrayConcat(
            arrayMap(
                named -> (named, 3),
                if(trust >= 4, [visitor_id, '\0' || customer_id, '\0\0' || email_hash], [visitor_id])
            ),
            arrayMap(owner -> (owner.1, owner.4), arrayFilter(
                owner -> toUnixTimestamp64Milli(timestamp) >= owner.2 and toUnixTimestamp64Milli(timestamp) < owner.3,
                owners
            ))
        )) as carried,
        transform(carried.1, known_crowds, arrayEnumerate(known_crowds), toUInt32(0)) as crowd_id,
        if(crowd_id = 0, toUInt32(0), toUInt32(2 * crowd_id - (carried.2 = 2))) as crowd,
        toUnixTimestamp64Milli(timestamp) - {from_ms:Int64} + {longest_window_ms:Int64} as age_ms,
        event_id,
        bitAnd(toUInt128(event_id), 4095) as id_end
    from events
    left join owners_in_crowds using (visitor_id)
    where site_id = {site_id:UInt32}
      and type = 'click'
      and traffic = 'human'
      and source != 'pixel'
      and timestamp < fromUnixTimestamp64Milli({to_ms:Int64}, 'UTC')
      and visitor_id in {visitors_of_crowds:Array(String)}
)
where crowd > 0
group by crowd
