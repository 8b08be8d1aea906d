-- Ends the statements over paths. These rules of the planner walk through the whole statement, which takes up to a fifth of
-- the time of a short answer, and find nothing here.
settings
    optimize_and_compare_chain = 0,
    optimize_aggregators_of_group_by_keys = 0,
    optimize_group_by_function_keys = 0,
    optimize_redundant_functions_in_order_by = 0
