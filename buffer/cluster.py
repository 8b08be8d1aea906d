"""A Redis Cluster behind the face of one Redis: each command goes to the node that has its key.

redis-py knows the slots, and follows single commands where they move. Its cluster pipelines are not used: they would
send a watched transaction again on a new connection, where nothing is watched, and so read without a fence.
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
    """The cluster that is found by some of its nodes, when first asked; a node away is an error of its slots alone."""

    def __init__(self, seeds: Sequence[str], timeout_seconds: float, retries: int) -> None:
        # The pool of the base class is never asked for a connection.
        super().__init__()
        self._seeds = seeds
        self._timeout_seconds = timeout_seconds
        self._retries = retries
        self._turn = threading.Lock()
        self._cluster: RedisCluster | None = None

    def execute_command(self, *words: Any, **options: Any) -> Any:
        """The answer of the node that has the key; follows a slot that moved."""
        with self._naming_failures() as cluster:
            return cluster.execute_command(*words, **options)

    def pipeline(self, transaction: bool = True, shard_hint: Any = None) -> Pipeline:
        """A transaction of one slot, or commands of any slots without one."""
        return ClusterPipeline(self, transaction)

    def ping(self, **_: Any) -> bool:
        """Whether every node that has slots answers; raises ``RedisError`` if not."""
        return all(node.ping() for _, node in self.list_primaries())

    def time(self, **_: Any) -> tuple[int, int]:
        """The clock that is most behind: until then, each node's entries have been counted."""
        return min(node.time() for _, node in self.list_primaries())

    def list_primaries(self) -> list[tuple[str, Redis]]:
        """Name and client of each node that has slots."""
        with self._naming_failures() as cluster:
            return [(node.name, cluster.get_redis_connection(node)) for node in cluster.get_primaries()]

    def count_missing_slots(self) -> int:
        """How many slots no node has."""
        with self._naming_failures() as cluster:
            return REDIS_CLUSTER_HASH_SLOTS - len(cluster.nodes_manager.slots_cache)

    def find_pool(self, key: Any) -> ConnectionPool:
        """Connections to the node that has the key."""
        with self._naming_failures() as cluster:
            pool: ConnectionPool = cluster.get_redis_connection(cluster.get_node_from_key(key)).connection_pool
            return pool

    @contextmanager
    def noticing_moves(self) -> Iterator[None]:
        """Looks up the slots anew where a node says that one moved, or says nothing; raises what was raised."""
        try:
            yield
        except MovedError as exc:
            with self._naming_failures() as cluster:
                cluster.nodes_manager.move_slot(exc)
            raise
        except (RedisAway, RedisSlow):
            with self._naming_failures() as cluster:
                cluster.nodes_manager.initialize()
            raise

    def close(self) -> None:
        """Hangs up everywhere."""
        with self._turn:
            cluster, self._cluster = self._cluster, None
        if cluster is not None:
            cluster.close()
        super().close()

    @contextmanager
    def _naming_failures(self) -> Iterator[RedisCluster]:
        """redis-py's own word for a cluster that cannot be used is no ``RedisError``."""
        try:
            yield self._open()
        except RedisClusterException as exc:
            # All nodes we knew may have moved elsewhere: the next attempt begins with those of the address.
            self._cluster = None
            raise RedisAway(f"the Redis Cluster cannot be used: {exc}") from exc

    def _open(self) -> RedisCluster:
        with self._turn:
            if self._cluster is None:
                self._cluster = self._connect()
            return self._cluster

    def _connect(self) -> RedisCluster:
        places = [cast(dict[str, Any], parse_url(seed)) for seed in self._seeds]
        cluster = RedisCluster(
            startup_nodes=[
                ClusterNode(place.get("host", "localhost"), place.get("port", 6379)) for place in places[1:]
            ],
            url=self._seeds[0],
            # It asks one node what commands there are; if that one is away, another.
            retry=Retry(NoBackoff(), _ATTEMPTS),
            require_full_coverage=False,
            socket_timeout=self._timeout_seconds,
            socket_connect_timeout=self._timeout_seconds,
        )
        cluster.set_retry(Retry(NoBackoff(), self._retries))
        return cluster


class ClusterPipeline(Pipeline):
    """Goes where its first key is; only commands without a transaction may have keys of several nodes."""

    def __init__(self, cluster: ClusterBuffer, transaction: bool) -> None:
        super().__init__(cluster.connection_pool, cluster.response_callbacks, transaction, None)
        self._cluster = cluster
        self._is_transaction = transaction

    def immediate_execute_command(self, *words: Any, **options: Any) -> Any:
        """``WATCH``, and what is asked under it."""
        with self._cluster.noticing_moves():
            if self.connection is None:
                self.connection_pool = self._cluster.find_pool(_find_key(words))
            return super().immediate_execute_command(*words, **options)

    def execute(self, raise_on_error: bool = True) -> list[Any]:
        """The answers in order."""
        stack = self.command_stack
        if self.watching:
            with self._cluster.noticing_moves():
                return super().execute(raise_on_error)
        if not stack:
            return []
        self.reset()
        if self._is_transaction:
            return self._follow(lambda: self._run(stack, is_transaction=True))
        answers = self._run_apart(stack)
        if raise_on_error:
            self.raise_first_error(stack, answers)
        return answers

    def _follow(self, run: Callable[[], list[Any]]) -> list[Any]:
        """A transaction that met a moved slot was refused as a whole."""
        for _ in range(_ATTEMPTS - 1):
            try:
                return run()
            except MovedError:
                continue
        return run()

    def _run_apart(self, stack: list[Any]) -> list[Any]:
        """Node by node; what was sent to a node that has the key no more is sent again by itself."""
        answers: list[Any] = [None] * len(stack)
        by_pool: dict[ConnectionPool, list[int]] = {}
        for place, (words, _) in enumerate(stack):
            by_pool.setdefault(self._cluster.find_pool(_find_key(words)), []).append(place)
        for places in by_pool.values():
            for place, answer in zip(places, self._run([stack[each] for each in places]), strict=True):
                answers[place] = answer
        for place, (words, options) in enumerate(stack):
            if isinstance(answers[place], AskError | TryAgainError):
                answers[place] = self._cluster.execute_command(*words, **options)
        return answers

    def _run(self, stack: list[Any], *, is_transaction: bool = False) -> list[Any]:
        with self._cluster.noticing_moves():
            pool = self._cluster.find_pool(_find_key(stack[0][0]))
            one = Pipeline(pool, self.response_callbacks, is_transaction, None)
            one.command_stack = stack
            return list(one.execute(raise_on_error=is_transaction))


def _find_key(words: Sequence[Any]) -> Any:
    return words[3] if words[0] in _SCRIPTS else words[1]
