-- Which conversions are of crowded people. Continues people.sql.
-- Grain: one conversion.
-- Params: those of people.sql; crowd_ids.
select distinct toString(conversion_id) as event_id
from conversion_identities
where identity in {crowd_ids:Array(String)}
