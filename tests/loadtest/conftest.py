"""Benches of the ledger have a warehouse, and a registry."""

from tests.fixtures.api import console_settings, prepared_registry, sessions

__all__ = ["console_settings", "prepared_registry", "sessions"]
