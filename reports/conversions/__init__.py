"""Conversion by conversion: whose it is, what was decided, and why."""
