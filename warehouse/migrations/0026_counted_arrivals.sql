-- How many arrivals each follower of `arrivals` has seen before its mark, so that the next turn notices those that became visible later.

-- arrivals: those of the ten minutes before the watermark.
alter table settler_turns add column if not exists arrivals UInt64;

alter table fraud_runs add column if not exists arrivals UInt64;
