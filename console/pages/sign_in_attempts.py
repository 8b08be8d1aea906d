"""Counts attempts to sign in, so that passwords cannot be tried one after another, and nobody can lock somebody out.

Failures are counted for an account and for a network (a /64, an IPv4 address); after some, each costs a longer pause.
The owner is never kept out by others' failures:

- A browser that signed in to the account before (see :mod:`console.pages.known_devices`) has a count of its own, and
  no other count concerns it. Otherwise somebody who fails on purpose could pause an account for as long as he likes.
- The pause of a network concerns only accounts that already failed. Otherwise somebody in the same office could keep
  all others out. It limits no guesses that the account's own pause does not; it ends a search through names early.

What is left: for an account under attack, somebody with the right password and a new browser waits for a pause to end.
"""

from dataclasses import dataclass
from ipaddress import ip_address, ip_network

from redis import Redis

from events.keys import SIGN_IN_ATTEMPTS
from events.lua import load_script
from events.snapshot import hash_key

# Sent as text and not by its hash: a restarted node of a cluster knows no hashes.
_SCRIPT = load_script("console.pages", "sign_in_attempts.lua")
FREE_ATTEMPTS = {"account": 5, "device": 10, "network": 20}
FIRST_PAUSE_MS = 1000
LONGEST_PAUSE_MS = 15 * 60 * 1000
_FORGOTTEN_AFTER_MS = 60 * 60 * 1000


@dataclass(frozen=True, slots=True)
class Attempt:
    """``account`` is the name that was given; ``device`` is empty for a browser that never signed in to it."""

    account: str
    network: str
    device: str = ""


def count_attempt(redis: Redis, attempt: Attempt) -> int:
    """Seconds to wait before the next attempt; 0: proceed. Raises ``RedisError``.

    Counted before the password is checked, so concurrent attempts share the limit.
    """
    if attempt.device:
        return _to_seconds(_run(redis, "device", attempt.device, is_counted=True)[0])
    network_wait_ms, _ = _run(redis, "network", attempt.network, is_counted=False)
    _, failed_before = _run(redis, "account", attempt.account, is_counted=False)
    if network_wait_ms and failed_before:
        return _to_seconds(network_wait_ms)
    return _to_seconds(_run(redis, "account", attempt.account, is_counted=True)[0])


def count_failure(redis: Redis, attempt: Attempt) -> None:
    """The network's share of a failed attempt; those of account and device are counted already."""
    if not attempt.device:
        _run(redis, "network", attempt.network, is_counted=True)


def forget_attempts(redis: Redis, attempt: Attempt) -> None:
    """After a success; the network's count stays, or one account would unlock the search for others."""
    redis.delete(_key("device", attempt.device) if attempt.device else _key("account", attempt.account))


def find_network(address: str) -> str:
    """What one household or office has: the /64 of an IPv6 address, an IPv4 address itself."""
    try:
        parsed = ip_address(address)
    except ValueError:
        return address
    if parsed.version == 4:
        return address
    return str(parsed.ipv4_mapped or ip_network((parsed, 64), strict=False))


def _run(redis: Redis, kind: str, name: str, *, is_counted: bool) -> tuple[int, int]:
    numbers = (int(is_counted), FREE_ATTEMPTS[kind], FIRST_PAUSE_MS, LONGEST_PAUSE_MS, _FORGOTTEN_AFTER_MS)
    wait_ms, attempts = redis.eval(_SCRIPT, 1, _key(kind, name), *map(str, numbers))
    return int(wait_ms), int(attempts)


def _to_seconds(wait_ms: int) -> int:
    return -(-wait_ms // 1000)


def _key(kind: str, name: str) -> str:
    return SIGN_IN_ATTEMPTS % hash_key(f"{kind}\n{name}")[:32]
