-- Keeps what a rule finds in a run; the rule's own text and collect.sql go on here.
insert into findings
    (site_id, run, rule, subject_kind, subject_id, period, partner, happened_at, chance, evidence)
