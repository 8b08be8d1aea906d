"""A Redis Cluster of three nodes as the buffer: stored once whatever moves, stops or is killed."""

import json
import threading
import time
from collections.abc import Callable, Iterator
from typing import Any

import httpx2
import pytest

from buffer.connection import open_buffer
from events.event import join_events
from events.ids import make_event_id
from events.keys import COUNT_FIELD, DEAD_LETTER, EVENTS_FIELD, STREAM
from tests.fixtures.redis_cluster import RedisClusterProcesses
from tests.fixtures.redis_node import ClusterNodeProcess, wait_until
from tests.fixtures.running import RunningPrm, run_prm

SHARDS = 4
STREAMS = [STREAM % shard for shard in range(SHARDS)]
PERIOD = {"from": "2000-01-01", "to": "2100-01-01"}


class Shop:
    """An installation on the cluster with one site, and what was sent to it."""

    def __init__(self, prm: RunningPrm) -> None:
        self.prm = prm
        site = prm.create_site()
        self.key, self.site_key = site["secret_key"], site["site_key"]
        self.amounts: dict[str, int] = {}

    def sell(self, count: int = 20) -> None:
        """Sales sent server to server, all of them accepted."""
        sales = [self._make_sale() for _ in range(count)]
        assert self.prm.send(self.key, sales) == {"accepted": count, "rejected": []}

    def sell_while(self, act: Callable[[], None]) -> None:
        """Sales one batch after another for as long as it takes to act, and one more."""
        done = threading.Event()
        failures: list[BaseException] = []

        def go_on() -> None:
            try:
                while not done.is_set():
                    self.sell()
                self.sell()
            except BaseException as exc:
                failures.append(exc)
                raise

        thread = threading.Thread(target=go_on)
        thread.start()
        try:
            act()
        finally:
            done.set()
            thread.join()
        assert not failures

    def assert_stored_once(self) -> None:
        """Nothing is on its way, and the sums are those of what was sent, to the last minor unit."""
        freshness = self.prm.wait_until_settled(self.key)
        answer = self.prm.ask("/api/v1/attribution", self.key, **PERIOD, model="last_click", by="ref")
        assert sum(row["conversions"] for row in answer["rows"]) == pytest.approx(len(self.amounts))
        revenue = sum(amount["minor"] for row in answer["rows"] for amount in row["revenue"])
        assert revenue == sum(self.amounts.values())
        assert freshness["accepted"] == freshness["stored"] + freshness["duplicates"] + freshness["dead_letters"]

    def read_metrics(self) -> str:
        """What the edge counts."""
        return httpx2.get(self.prm.tracker_url + "/metrics").text

    def _make_sale(self) -> dict[str, Any]:
        number = len(self.amounts)
        order_id = f"o{number}"
        self.amounts[order_id] = 100 + number
        # Visitors of many shards.
        return {
            "type": "sale",
            "event_id": make_event_id(int(time.time() * 1000)),
            "visitor_id": f"v{number}",
            "order_id": order_id,
            "amount": self.amounts[order_id],
            "currency": "EUR",
        }


@pytest.fixture(scope="module")
def shop(redis_cluster_processes: RedisClusterProcesses, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shop]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PRM_REDIS_URL", redis_cluster_processes.url)
        patch.setenv("PRM_SHARDS", str(SHARDS))
        patch.setenv("PRM_IP_EVENTS_PER_SECOND", "0")
        with run_prm(tmp_path_factory.mktemp("shop") / "data", "--workers", "1") as prm:
            yield Shop(prm)


def test_browser_and_server_events_are_stored_and_the_figures_say_so(shop: Shop) -> None:
    beacon = {"site": shop.site_key, "type": "click", "visitor_id": "v0", "url": "https://shop.example/?ref=alice"}
    sent = httpx2.post(
        shop.prm.tracker_url + "/e", content=json.dumps(beacon), headers={"Origin": "https://shop.example"}
    )
    assert sent.status_code == 202
    shop.sell()
    shop.assert_stored_once()
    assert shop.prm.ask("/api/v1/freshness", shop.key)["oldest_unstored_ms"] == 0
    assert httpx2.get(shop.prm.console_url + "/health/ready").json()["parts"]["buffer"] is True
    # The edge counts what waits once a second.
    wait_until(
        lambda: all(f'prm_backlog_entries{{shard="{shard}"}} 0.0' in shop.read_metrics() for shard in range(SHARDS))
    )


def test_doctor_finds_nothing_to_do(shop: Shop) -> None:
    checks = {each["question"]: each for each in json.loads(shop.prm.prm("doctor", "--json"))}
    assert "a Redis Cluster of 3 nodes" in checks["redis"]["answer"]
    assert not any(each["remedy"] for each in checks.values())


def test_ingest_killed_in_between_stores_nothing_twice(shop: Shop) -> None:
    shop.sell(500)
    shop.prm.kill("ingest")
    shop.sell(200)
    shop.assert_stored_once()


def test_slots_that_move_under_traffic_lose_nothing(shop: Shop, redis_cluster_processes: RedisClusterProcesses) -> None:
    def move_all() -> None:
        for target in redis_cluster_processes.nodes:
            for stream in STREAMS:
                if redis_cluster_processes.find_node(stream) is not target:
                    redis_cluster_processes.move_slot(stream, target)

    shop.sell_while(move_all)
    shop.assert_stored_once()


@pytest.mark.parametrize(
    ("leave", "return_"),
    [
        (ClusterNodeProcess.stop, ClusterNodeProcess.start),
        (ClusterNodeProcess.freeze, ClusterNodeProcess.thaw),
    ],
    ids=["killed", "frozen"],
)
def test_what_a_node_away_cannot_take_waits_on_disk(
    leave: Callable[[ClusterNodeProcess], None],
    return_: Callable[[ClusterNodeProcess], None],
    shop: Shop,
    redis_cluster_processes: RedisClusterProcesses,
) -> None:
    _spread(redis_cluster_processes)
    away = redis_cluster_processes.find_node(STREAMS[0])
    spooled_before = _read_spooled(shop)

    def stay_away() -> None:
        leave(away)
        try:
            wait_until(lambda: _read_spooled(shop) > spooled_before)
        finally:
            return_(away)

    shop.sell_while(stay_away)
    redis_cluster_processes.wait_until_agreed()
    shop.assert_stored_once()


def test_a_dead_letter_is_listed_and_discarded(shop: Shop, redis_cluster_processes: RedisClusterProcesses) -> None:
    with open_buffer(redis_cluster_processes.url, 5, 1) as redis:
        redis.xadd(STREAMS[1], {EVENTS_FIELD: join_events([b"no event"]), COUNT_FIELD: 1})
        wait_until(lambda: bool(redis.xlen(DEAD_LETTER)))
        (letter,) = json.loads(shop.prm.prm("dead-letter", "list", "--json"))
        assert (letter["shard"], letter["replayable"]) == (1, "no")
        shop.prm.prm("dead-letter", "discard", letter["letter_id"])
        assert not redis.xlen(DEAD_LETTER)


def test_a_person_is_erased(shop: Shop) -> None:
    shop.prm.send(shop.key, [{"type": "click", "visitor_id": "erase-me"}])
    shop.prm.wait_until_settled(shop.key)
    removed = json.loads(shop.prm.prm("erase", "--visitor", "erase-me", "--yes", "--json"))
    assert removed["events"] == 1


def _spread(processes: RedisClusterProcesses) -> None:
    """One shard is alone on its node, so the others go on without it."""
    alone, others = processes.nodes[0], processes.nodes[1]
    for stream in STREAMS:
        target = alone if stream == STREAMS[0] else others
        if processes.find_node(stream) is not target:
            processes.move_slot(stream, target)


def _read_spooled(shop: Shop) -> float:
    lines = httpx2.get(shop.prm.tracker_url + "/metrics").text.splitlines()
    return sum(float(line.rpartition(" ")[2]) for line in lines if line.startswith("prm_tracker_spooled_total"))
