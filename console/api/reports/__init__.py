"""The reports: each call with the resource of its rows."""
