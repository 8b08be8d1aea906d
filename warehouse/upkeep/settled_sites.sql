-- The sites whose paths the settler has begun to keep.
-- Grain: one site.
-- Params: none.
select distinct site_id
from settler_turns
