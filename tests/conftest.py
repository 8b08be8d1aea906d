"""The shared fixtures, one file each in tests/fixtures."""

pytest_plugins = [
    "tests.fixtures.browser",
    "tests.fixtures.redis",
    "tests.fixtures.redis_cluster",
    "tests.fixtures.registry",
    "tests.fixtures.warehouse",
]
