-- Answers: what a roll-up adds up to, to compare it before and after a rebuild.
-- Grain: one row.
-- Params: table.
select
    sum(clicks) as clicks,
    uniqExactMerge(visitors) as visitors
from {table:Identifier}
