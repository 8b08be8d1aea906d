-- Stores what a rule finds in a run; the measures, the rule and collect.sql continue it.
insert into findings
    (site_id, run, rule, subject_kind, subject_id, period, partner, happened_at, chance, evidence, is_confirmed)
