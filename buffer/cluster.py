"""A Redis Cluster that is used like one Redis: each command goes to the node that has its key.

redis-py knows the slots, and follows single commands where they move. Its cluster pipelines are not used: they would
send a watched transaction again on a new connection, where nothing is watched, so that the fence is lost.
"""

# Half of what redis-py has for clusters is not typed.
# mypy: disable-error-code="no-untyped-call"

import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any, cast

from redis import Redis
from redis.backoff import NoBackoff
from redis.client import Pipeline
from redis.cluster import ClusterNode, RedisCluster
from redis.connection import ConnectionPool, parse_url
from redis.crc import REDIS_CLUSTER_HASH_SLOTS
from redis.exceptions import AskError, MovedError, RedisClusterException, TryAgainError
from redis.exceptions import ConnectionError as RedisAway
from redis.exceptions import TimeoutError as RedisSlow
from redis.retry import Retry

_SCRIPTS = {"EVAL", "EVALSHA"}
# A slot that moves away while we follow it may move on.
_ATTEMPTS = 3


class ClusterBuffer(Redis):
    """Connects at first use, by some of the nodes; an unavailable node fails the commands of its slots alone."""

    def __init__(self, seeds: Sequence[str], timeout_seconds: float, retries: int) -> None:
        # The pool of the base class is never used.
        super().__init__()
        self._seeds = seeds
        self._timeout_seconds = timeout_seconds
        self._retries = retries
        self._lock = threading.Lock()
        self._cluster: RedisCluster | None = None

    def execute_command(self, *args: Any, **options: Any) -> Any:
        """The reply of the node that has the key; follows a slot that moved."""
        with self._translate_errors() as cluster:
            return cluster.execute_command(*args, **options)

    def pipeline(self, transaction: bool = True, shard_hint: Any = None) -> Pipeline:
        """A transaction of one slot, or commands of any slots without one."""
        return ClusterPipeline(self, transaction)

    def ping(self, **_: Any) -> bool:
        """Whether every node that has slots replies; raises ``RedisError`` if not."""
        return all(node.ping() for _, node in self.list_primaries())

    def time(self, **_: Any) -> tuple[int, int]:
        """The clock that is furthest behind: until then, the entries of every node have been counted."""
        return min(node.time() for _, node in self.list_primaries())

    def list_primaries(self) -> list[tuple[str, Redis]]:
        """Name and client of each node that has slots."""
        with self._translate_errors() as cluster:
            return [(node.name, cluster.get_redis_connection(node)) for node in cluster.get_primaries()]

    def count_missing_slots(self) -> int:
        """The number of slots without a node."""
        with self._translate_errors() as cluster:
            return REDIS_CLUSTER_HASH_SLOTS - len(cluster.nodes_manager.slots_cache)

    def find_pool(self, key: Any) -> ConnectionPool:
        """The connections to the node that has the key."""
        with self._translate_errors() as cluster:
            pool: ConnectionPool = cluster.get_redis_connection(cluster.get_node_from_key(key)).connection_pool
            return pool

    @contextmanager
    def following_moves(self) -> Iterator[None]:
        """Looks the slots up again if a node reports a moved slot or does not answer; raises the error nevertheless."""
        try:
            yield
        except MovedError as exc:
            with self._translate_errors() as cluster:
                cluster.nodes_manager.move_slot(exc)
            raise
        except (RedisAway, RedisSlow):
            with self._translate_errors() as cluster:
                cluster.nodes_manager.initialize()
            raise

    def close(self) -> None:
        """Closes the connections to all nodes."""
        with self._lock:
            cluster, self._cluster = self._cluster, None
        if cluster is not None:
            cluster.close()
        super().close()

    @contextmanager
    def _translate_errors(self) -> Iterator[RedisCluster]:
        """redis-py's error for a cluster that cannot be used is not a ``RedisError``."""
        try:
            yield self._open()
        except RedisClusterException as exc:
            # All known nodes may have moved: the next attempt begins with those of the address.
            self._cluster = None
            raise RedisAway(f"the Redis Cluster cannot be used: {exc}") from exc

    def _open(self) -> RedisCluster:
        with self._lock:
            if self._cluster is None:
                self._cluster = self._connect()
            return self._cluster

    def _connect(self) -> RedisCluster:
        addresses = [cast(dict[str, Any], parse_url(seed)) for seed in self._seeds]
        cluster = RedisCluster(
            startup_nodes=[
                ClusterNode(address.get("host", "localhost"), address.get("port", 6379)) for address in addresses[1:]
            ],
            url=self._seeds[0],
            # It queries one node for its commands; if that one is away, another.
            retry=Retry(NoBackoff(), _ATTEMPTS),
            require_full_coverage=False,
            socket_timeout=self._timeout_seconds,
            socket_connect_timeout=self._timeout_seconds,
        )
        cluster.set_retry(Retry(NoBackoff(), self._retries))
        return cluster


class ClusterPipeline(Pipeline):
    """Runs on the node of its first key; only commands without a transaction may have keys of several nodes."""

    def __init__(self, cluster: ClusterBuffer, transaction: bool) -> None:
        super().__init__(cluster.connection_pool, cluster.response_callbacks, transaction, None)
        self._cluster = cluster
        self._is_transaction = transaction

    def immediate_execute_command(self, *args: Any, **options: Any) -> Any:
        """``WATCH``, and the commands before ``MULTI``."""
        with self._cluster.following_moves():
            if self.connection is None:
                self.connection_pool = self._cluster.find_pool(_find_key(args))
            return super().immediate_execute_command(*args, **options)

    def execute(self, raise_on_error: bool = True) -> list[Any]:
        """The replies in order."""
        stack = self.command_stack
        if self.watching:
            with self._cluster.following_moves():
                return super().execute(raise_on_error)
        if not stack:
            return []
        self.reset()
        if self._is_transaction:
            return self._follow(lambda: self._run(stack, is_transaction=True))
        replies = self._run_by_node(stack)
        if raise_on_error:
            self.raise_first_error(stack, replies)
        return replies

    def _follow(self, run: Callable[[], list[Any]]) -> list[Any]:
        """A transaction that met a moved slot was rejected as a whole, so it is sent again."""
        for _ in range(_ATTEMPTS - 1):
            try:
                return run()
            except MovedError:
                continue
        return run()

    def _run_by_node(self, stack: list[Any]) -> list[Any]:
        """Node by node; a command sent to a node that no longer has the key is sent again on its own."""
        replies: list[Any] = [None] * len(stack)
        by_pool: dict[ConnectionPool, list[int]] = {}
        for index, (args, _) in enumerate(stack):
            by_pool.setdefault(self._cluster.find_pool(_find_key(args)), []).append(index)
        for indexes in by_pool.values():
            for index, reply in zip(indexes, self._run([stack[each] for each in indexes]), strict=True):
                replies[index] = reply
        for index, (args, options) in enumerate(stack):
            if isinstance(replies[index], AskError | TryAgainError):
                replies[index] = self._cluster.execute_command(*args, **options)
        return replies

    def _run(self, stack: list[Any], *, is_transaction: bool = False) -> list[Any]:
        with self._cluster.following_moves():
            pool = self._cluster.find_pool(_find_key(stack[0][0]))
            pipeline = Pipeline(pool, self.response_callbacks, is_transaction, None)
            pipeline.command_stack = stack
            return list(pipeline.execute(raise_on_error=is_transaction))


def _find_key(args: Sequence[Any]) -> Any:
    return args[3] if args[0] in _SCRIPTS else args[1]
