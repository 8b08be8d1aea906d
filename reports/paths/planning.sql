-- Ends the statements over paths. These rules of the planner walk through the whole statement, which takes up to a third of
-- the time of a short answer. Four find nothing here; merged expressions would spare a step a block, which is next to nothing,
-- and are written again with each of the selects that they join.
settings
    optimize_and_compare_chain = 0,
    optimize_aggregators_of_group_by_keys = 0,
    optimize_group_by_function_keys = 0,
    optimize_redundant_functions_in_order_by = 0,
    query_plan_merge_expressions = 0
