"""Money of several currencies converted into one, by daily rates."""
