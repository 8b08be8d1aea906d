-- Answers: the select that fills a roll-up, as its newest materialised view says it, and the roll-up's columns.
-- Grain: one row.
-- Params: table: the roll-up; views: the beginning of its views' names.
select
    argMax(as_select, toUInt32OrZero(substring(name, length({views:String}) + 1))) as fills,
    (select groupArray(name) from system.columns where database = currentDatabase() and table = {table:String}) as columns
from system.tables
where database = currentDatabase() and startsWith(name, {views:String})
