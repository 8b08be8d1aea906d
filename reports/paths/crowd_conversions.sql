-- The conversions of crowds. Continues people.sql.
-- Grain: one crowd and conversion, which is in both crowds of an id.
-- Params: those of people.sql; crowd_ids: the ids, whose crowds crowd_clicks.sql numbers.
    (select {crowd_ids:Array(String)}) as known_crowds
select
    crowd,
    toUnixTimestamp64Milli(any(converted_at)) as at_ms,
    toString(id) as conversion_id
from
(
    select
        transform(identity, known_crowds, arrayEnumerate(known_crowds), toUInt32(0)) as crowd_id,
        arrayJoin([toUInt32(2 * crowd_id), toUInt32(2 * crowd_id - 1)]) as crowd,
        converted_at,
        conversion_identities.conversion_id as id
    from conversion_identities
    where identity in {crowd_ids:Array(String)}
)
group by crowd, id
