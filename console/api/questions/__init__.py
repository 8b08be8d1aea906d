"""Queries and bodies parsed into frozen questions."""
