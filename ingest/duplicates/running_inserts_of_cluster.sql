-- Answers: how many inserts under a token, or one that begins with it, are being executed on any server of a cluster.
-- Grain: one row.
-- Params: token; cluster. A server that is away executes nothing.
select count() as inserts
from clusterAllReplicas({cluster:Identifier}, system.processes)
where startsWith(Settings['insert_deduplication_token'], {token:String})
settings skip_unavailable_shards = 1
