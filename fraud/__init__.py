"""Fraud: rules as files, marks with their evidence, decisions that persons can read and undo."""
