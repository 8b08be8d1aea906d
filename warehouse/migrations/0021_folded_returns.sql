-- Removes the view of what is given back: `warehouse/folded_returns.sql` took its place.
drop view if exists folded_returns_v1;
