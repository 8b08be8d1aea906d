-- Records how many days events are kept from now on.
-- Params: days.
insert into retention_settings (applied_at, days)
select now64(3, 'UTC'), {days:UInt16}
