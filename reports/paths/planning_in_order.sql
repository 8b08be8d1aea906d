-- Ends the statements over all clicks of a period, as planning.sql ends those over paths. Clicks are stored by visitor: what
-- is grouped in this order is kept for one visitor at a time. Expressions are merged, since all blocks take every step.
settings
    optimize_and_compare_chain = 0,
    optimize_aggregators_of_group_by_keys = 0,
    optimize_group_by_function_keys = 0,
    optimize_redundant_functions_in_order_by = 0,
    optimize_aggregation_in_order = 1
