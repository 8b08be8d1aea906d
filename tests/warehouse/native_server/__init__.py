"""A small server that speaks ClickHouse's native protocol in front of the embedded engine, for tests only."""
