-- Answers: the totals of a roll-up, to compare before and after a rebuild.
-- Grain: one row.
-- Params: table.
select
    sum(clicks) as clicks,
    uniqExactMerge(visitors) as visitors
from {table:Identifier}
