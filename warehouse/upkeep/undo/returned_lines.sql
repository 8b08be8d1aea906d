-- Answers: the events that were duplicates of what the import said, a page of them.
-- Grain: one duplicate. Followed by the condition of by_returned.sql and by the page.
-- Params: those of by_returned.sql; after: the last id of the page before; rows: how many at most.
select toString(event_id) as id, line
from duplicates
