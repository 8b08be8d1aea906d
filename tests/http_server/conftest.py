"""Fixtures of the edge."""

from tests.tracker.conftest import edge, redis_process, shared_edges

__all__ = ["edge", "redis_process", "shared_edges"]
