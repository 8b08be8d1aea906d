-- Ends the statements over paths. This rule of the planner compares every condition with every other one: it took a
-- third of the time of planning, and finds nothing here.
settings optimize_and_compare_chain = 0
