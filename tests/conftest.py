"""The shared fixtures, one file each in tests/fixtures."""

pytest_plugins = [
    "tests.fixtures.browser",
    "tests.fixtures.bucket",
    "tests.fixtures.redis",
    "tests.fixtures.redis_cluster",
    "tests.fixtures.redis_servers",
    "tests.fixtures.registry",
    "tests.fixtures.skips",
    "tests.fixtures.warehouse",
]
