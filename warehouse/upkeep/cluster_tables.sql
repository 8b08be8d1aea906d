-- Answers: which tables and views each server of a cluster has.
-- Grain: one server with at least one.
-- Params: cluster; database.
select
    concat(hostName(), ':', toString(tcpPort())) as server,
    groupArray(name) as names
from clusterAllReplicas({cluster:Identifier}, system.tables)
where database = {database:String}
group by server
settings skip_unavailable_shards = 1
