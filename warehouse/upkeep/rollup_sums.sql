-- Answers: what a roll-up adds up to, to compare it to itself.
-- Grain: one row.
-- Params: table.
select
    count() as hours,
    sum(clicks) as clicks,
    sum(leads) as leads,
    sum(sales) as sales,
    sum(gross_minor) as gross_minor,
    uniqExactMerge(visitors) as visitors
from {table:Identifier}
