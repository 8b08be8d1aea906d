"""What the tests of the API share."""

from tests.fixtures.api import api, console_settings, prepared_registry, redis, rival, sessions, shop

__all__ = ["api", "console_settings", "prepared_registry", "redis", "rival", "sessions", "shop"]
