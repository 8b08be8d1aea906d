-- Answers: the months that events are stored of, oldest first.
-- Grain: one month, as the number of its year and month like 202603.
select distinct toUInt32(partition) as month
from system.parts
where database = currentDatabase() and table = 'events' and active
order by month
