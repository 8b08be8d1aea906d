"""Conversion by conversion: which partner earned it, and why."""
