-- Answers: how many inserts under a token, or one that begins with it, are being executed.
-- Grain: one row.
-- Params: token.
select count() as inserts
from system.processes
where startsWith(Settings['insert_deduplication_token'], {token:String})
