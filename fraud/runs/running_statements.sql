-- Answers: how many statements of fraud runs and of the settler are being executed.
-- Grain: one row.
-- Params: none.
select count() as statements
from system.processes
where query_kind = 'Insert'
  and match(query, 'insert into (run_arrivals|click_facts|conversion_drafts|conversion_clicks|conversion_facts|partner_days|findings|marks|decisions|judged_conversions|fraud_runs|settled_paths|settler_turns)\\b')
