-- Notes for how long events are kept from now on.
-- Params: days.
insert into retentions (applied_at, days)
select now64(3, 'UTC'), {days:UInt16}
