"""Runners that play published cases against a whole installation, through its public interfaces alone."""
