-- Ends the statement that stores what a rule finds. Continues collect.sql or collect_unconfirmed.sql.
-- A rule is planned for each month and read once: to compile its expressions takes longer than they run.
settings compile_expressions = 0, compile_aggregate_expressions = 0, compile_sort_description = 0
