-- Answers: which servers a cluster has, and of which shard each is a replica, by its macro.
-- Grain: one server.
-- Params: cluster.
select
    concat(hostName(), ':', toString(tcpPort())) as server,
    any(substitution) as shard
from clusterAllReplicas({cluster:Identifier}, system.macros)
where macro = 'shard'
group by server
order by server
settings skip_unavailable_shards = 1
