"""Money of several currencies told in one, by the daily rates of a file, where that is asked for."""
