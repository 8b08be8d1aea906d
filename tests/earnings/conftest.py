"""The tests of runs have a warehouse, and a registry with two sites."""

from tests.fixtures.api import NOW, Api, Tenant, api, console_settings, prepared_registry, redis, rival, sessions, shop

__all__ = ["NOW", "Api", "Tenant", "api", "console_settings", "prepared_registry", "redis", "rival", "sessions", "shop"]
