"""Runs of the fraud rules: facts, findings, marks and decisions, at once or as events arrive."""
