-- Ends last_turn.sql.
) as kept
