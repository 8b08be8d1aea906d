-- The conversions of crowds. Continues people.sql.
-- Grain: one crowd and conversion.
-- Params: those of people.sql; crowd_ids: the ids, numbered from 1.
    (select {crowd_ids:Array(String)}) as known_crowds
select
    transform(identity, known_crowds, arrayEnumerate(known_crowds), toUInt32(0)) as crowd,
    toUnixTimestamp64Milli(any(converted_at)) as at_ms,
    toString(conversion_identities.conversion_id) as conversion_id
from conversion_identities
where identity in {crowd_ids:Array(String)}
group by crowd, conversion_id
