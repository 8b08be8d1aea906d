-- Answers: how many statements of fraud runs and of the settler are being executed on any server of a cluster.
-- Grain: one row.
-- Params: cluster. A server that is away executes nothing.
select count() as statements
from clusterAllReplicas({cluster:Identifier}, system.processes)
where query_kind = 'Insert'
  and match(query, 'insert into (run_arrivals|click_facts|conversion_drafts|conversion_clicks|conversion_facts|partner_days|findings|marks|decisions|judged_conversions|fraud_runs|settled_paths|settler_turns)\\b')
settings skip_unavailable_shards = 1
