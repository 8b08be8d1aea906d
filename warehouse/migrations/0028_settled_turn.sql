-- Which turn of the settler wrote paths last: later ones, that had nothing to settle, changed no answer.

-- settled_turn: 0 where it was before there was this column.
alter table settler_turns add column if not exists settled_turn UInt64;
