-- The conversions of crowds. Continues people.sql and confirmed_conversions.sql.
-- Grain: one crowd and conversion, which is in both crowds of an id. is_claim: this crowd's clicks are the conversion's only
-- by what browsers said; is_confirmed: the conversion is, and this crowd's clicks are its own by what is confirmed.
-- Params: those of people.sql; confirmed_sources; crowd_ids: the ids, whose crowds crowd_clicks.sql numbers.
    (select {crowd_ids:Array(String)}) as known_crowds
select
    crowd,
    toUnixTimestamp64Milli(any(converted_at)) as at_ms,
    toString(id) as conversion_id,
    toBool(crowd % 2 = 1 or not max(is_confirmed_identity)) as is_claim,
    toBool(not is_claim and id in (select event_id from confirmed_conversions)) as is_confirmed
from
(
    select
        transform(identity, known_crowds, arrayEnumerate(known_crowds), toUInt32(0)) as crowd_id,
        arrayJoin([toUInt32(2 * crowd_id), toUInt32(2 * crowd_id - 1)]) as crowd,
        bitAnd(basis, 1) = 1 as is_confirmed_identity,
        converted_at,
        conversion_identities.conversion_id as id
    from conversion_identities
    where identity in {crowd_ids:Array(String)}
)
group by crowd, id
