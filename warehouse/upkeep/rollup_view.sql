-- Answers: the select of the newest materialised view of a roll-up, and the roll-up's columns.
-- Grain: one row.
-- Params: table: the roll-up; views: the prefix of its views' names.
select
    argMax(as_select, toUInt32OrZero(substring(name, length({views:String}) + 1))) as view_select,
    (select groupArray(name) from system.columns where database = currentDatabase() and table = {table:String}) as columns
from system.tables
where database = currentDatabase() and startsWith(name, {views:String})
