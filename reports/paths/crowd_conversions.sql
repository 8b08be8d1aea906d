-- The conversions of crowded people. Continues people.sql.
-- Grain: a conversion and crowded person: those of the question by their ids, and all that are counted (of any type,
-- from the earliest touch on) with an empty one. `only_identity`: the one browser whose clicks count, where the
-- customer is another person; else empty.
-- Params: those of people.sql; longest_window_ms: of all programs; identities_of_crowds, numbers_of_crowds: identities
-- and the number of their person, from 1; persons_of_crowds: by number, the identity that stands for the person.
    (select {identities_of_crowds:Array(String)}) as known_identities,
    (select {numbers_of_crowds:Array(UInt32)}) as crowds_of_identities
select
    arrayJoin(arrayDistinct(arrayFilter(
        number -> number > 0,
        arrayMap(
            carried -> transform(carried, known_identities, crowds_of_identities, toUInt32(0)),
            [visitor_id, '\0' || customer_id]
        )
    ))) as crowd,
    toUnixTimestamp64Milli(timestamp) as at_ms,
    '' as conversion_id,
    '' as only_identity
from standing_conversions final
where site_id = {site_id:UInt32}
  and timestamp >= fromUnixTimestamp64Milli({from_ms:Int64} - {longest_window_ms:Int64}, 'UTC')
  and timestamp < fromUnixTimestamp64Milli({to_ms:Int64}, 'UTC')
union all
select
    transform(identity, known_identities, crowds_of_identities, toUInt32(0)) as crowd,
    toUnixTimestamp64Milli(converted_at) as at_ms,
    toString(conversion_identities.conversion_id) as conversion_id,
    if(identity = {persons_of_crowds:Array(String)}[crowd], '', identity) as only_identity
from conversion_identities
where identity in {identities_of_crowds:Array(String)}
  and (only_identity = '' or {persons_of_crowds:Array(String)}[crowd] != '\0' || joined_id)
