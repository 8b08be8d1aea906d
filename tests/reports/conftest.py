"""The tests of the figures ask through the API."""

from tests.fixtures.api import NOW, Api, Tenant, api, console_settings, prepared_registry, redis, rival, sessions, shop

__all__ = ["NOW", "Api", "Tenant", "api", "console_settings", "prepared_registry", "redis", "rival", "sessions", "shop"]
