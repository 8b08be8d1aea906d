"""Workers let pass together what one would; a request never waits for Redis to know."""

import asyncio
import time

import pytest
import redis

from events.keys import RATE
from tests.fixtures.redis import RedisProcess
from tracker.counts import Counts
from tracker.redis.buckets import BURST_SECONDS, Buckets, make_sale_buckets
from tracker.redis.client import ServerClient
from tracker.redis.rate_limits import Limits, name_networks

pytestmark = pytest.mark.redis_contract

SECRET = b"secret of the tests"
ADDRESS = "203.0.113.9"


class Clock:
    """Stands until it is moved."""

    def __init__(self) -> None:
        self.seconds = 1000.0

    def __call__(self) -> float:
        return self.seconds


def make_limits(url: str, addresses: Buckets) -> Limits:
    """Of one worker that never asks Redis."""
    return Limits(addresses, Buckets("site", 0, 1), make_sale_buckets(1), ServerClient(url, 10), SECRET, Counts())


def count_passing(buckets: Buckets, attempts: int, name: str = ADDRESS) -> int:
    return sum(buckets.take(name, 1) for _ in range(attempts))


def test_ten_seconds_worth_may_come_at_once_and_then_the_rate() -> None:
    clock = Clock()
    buckets = Buckets("address", 5, 1, clock)
    assert count_passing(buckets, 100) == 5 * BURST_SECONDS
    assert count_passing(buckets, 100, "another") == 5 * BURST_SECONDS
    clock.seconds += 2
    assert count_passing(buckets, 100) == 10
    clock.seconds += 1000
    assert count_passing(buckets, 100) == 5 * BURST_SECONDS


def test_what_exceeds_the_bucket_is_paid_back() -> None:
    clock = Clock()
    buckets = Buckets("address", 1, 1, clock)
    assert buckets.take(ADDRESS, 50)
    clock.seconds += 40
    assert not buckets.take(ADDRESS, 1)
    clock.seconds += 2
    assert buckets.take(ADDRESS, 1)


def test_a_limit_of_nothing_and_an_unknown_address_let_everything_pass() -> None:
    assert count_passing(Buckets("address", 0, 1), 1000) == 1000
    assert count_passing(Buckets("address", 1, 1), 1000, "") == 1000


def test_idle_buckets_are_forgotten() -> None:
    clock = Clock()
    buckets = Buckets("address", 1, 1, clock)
    assert count_passing(buckets, 100) == 10
    buckets.forget_idle()
    assert count_passing(buckets, 100) == 0
    clock.seconds += 100
    buckets.forget_idle()
    assert buckets._buckets == {}


def run_workers(url: str, workers: int, attempts: int) -> tuple[int, Counts]:
    """How much passes if requests of one address fall on each worker in turn."""
    counts, clock = Counts(), Clock()

    async def main() -> int:
        all_buckets = [Buckets("address", 10, workers, clock) for _ in range(workers)]
        sites, sales = Buckets("site", 0, workers, clock), make_sale_buckets(workers)
        limits = [Limits(each, sites, sales, ServerClient(url, 10), SECRET, counts) for each in all_buckets]
        running = [asyncio.create_task(each.run()) for each in limits]
        passed = 0
        for number in range(attempts):
            passed += limits[number % workers].allow_address(ADDRESS, 1)
            while any(buckets.due for buckets in all_buckets):  # noqa: ASYNC110 (nothing signals it)
                await asyncio.sleep(0.01)
        for task in running:
            task.cancel()
        await asyncio.gather(*running, return_exceptions=True)
        return passed

    return asyncio.run(main()), counts


@pytest.mark.parametrize("workers", [1, 2, 4])
def test_workers_share_one_bucket(redis_url: str, workers: int) -> None:
    started = time.monotonic()
    passed, counts = run_workers(redis_url, workers, 400)
    # The clock of the bucket in Redis goes on while the test runs; those of the workers stand.
    refilled = 10 * (time.monotonic() - started) + 1
    assert 100 <= passed <= 100 * 9 / 8 + workers + refilled
    assert counts.unreconciled_limits == 0
    with redis.Redis.from_url(redis_url) as client:
        (key,) = client.keys(RATE % "*")
        assert ADDRESS.encode() not in key
        assert client.pttl(key) > 0


def test_without_redis_each_worker_goes_by_its_own_and_it_is_counted(private_redis: RedisProcess) -> None:
    private_redis.stop()
    passed, counts = run_workers(private_redis.url, 2, 400)
    assert passed == 200
    assert counts.unreconciled_limits > 0


@pytest.mark.parametrize(
    ("address", "network", "prefix"),
    [
        ("203.0.113.9", "203.0.113.9", ""),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64", "2001:db8:1::/48"),
        ("2001:db8:1:2::ffff", "2001:db8:1:2::/64", "2001:db8:1::/48"),
        ("::ffff:203.0.113.9", "203.0.113.9", ""),
        ("fe80::1%eth0", "fe80::/64", "fe80::/48"),
        ("no address", "no address", ""),
    ],
)
def test_a_client_of_ipv6_is_its_network(address: str, network: str, prefix: str) -> None:
    assert name_networks(address) == (network, prefix)


def test_a_prefix_of_ipv6_sends_no_more_than_64_of_its_networks(redis_url: str) -> None:
    clock = Clock()
    limits = make_limits(redis_url, Buckets("address", 1, 1, clock))
    passed = [sum(limits.allow_address(f"2001:db8:1:{n:x}::1", 1) for _ in range(20)) for n in range(100)]
    assert passed[:64] == [BURST_SECONDS] * 64
    assert sum(passed) == 64 * BURST_SECONDS
    assert limits.allow_address("2001:db8:2::1", 1)


def test_without_a_limit_a_prefix_has_none(redis_url: str) -> None:
    limits = make_limits(redis_url, Buckets("address", 0, 1))
    assert all(limits.allow_address("2001:db8:1::1", 1) for _ in range(2000))
