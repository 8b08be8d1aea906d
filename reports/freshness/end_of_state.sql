-- Ends state.sql.
) as kept
