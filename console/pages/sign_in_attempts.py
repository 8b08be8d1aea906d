"""Counts attempts to sign in, so that passwords cannot be tried one after another, and nobody can lock somebody out.

Failures are counted for an account and for a network (a /64, an IPv4 address); after some, each costs a longer pause.
The owner is never kept out by others' failures:

- A browser that signed in to the account before (see :mod:`console.pages.known_devices`) has a count of its own, and
  no other count concerns it. Otherwise somebody who fails on purpose could pause an account for as long as he likes.
- The pause of a network concerns only accounts that already failed. Otherwise somebody in the same office could keep
  all others out. It limits no guesses that the account's own pause does not; it ends a search through names early.

- Of a paused account, a place (an IPv4 /24, an IPv6 /48) from which nobody failed there within the hour still has one
  attempt, one of all such places every 30 seconds. So a new browser of the owner gets in, and whoever wants to keep it
  out needs 120 places an hour, each used up by one attempt; they win him 120 guesses an hour, and no more.
"""

from dataclasses import dataclass
from ipaddress import ip_address, ip_network

from redis import Redis

from events.keys import SIGN_IN_ATTEMPTS
from events.lua import load_script
from events.snapshot import hash_key

# Sent as text and not by its hash: a restarted node of a cluster knows no hashes.
_SCRIPT = load_script("console.pages", "sign_in_attempts.lua")
FREE_ATTEMPTS = {
    "account": 5,
    "device": 10,
    "network": 20,
    "place": 1,
    "new place": 0,
    "public act": 20,
    "own page": 120,
}
FIRST_PAUSE_MS = 1000
NEW_PLACE_PAUSE_MS = 30_000
LONGEST_PAUSE_MS = 15 * 60 * 1000
_FORGOTTEN_AFTER_MS = 60 * 60 * 1000


@dataclass(frozen=True, slots=True)
class Attempt:
    """``account`` is the name that was given; ``device`` is empty for a browser that never signed in to it."""

    account: str
    network: str
    device: str = ""

    @property
    def place(self) -> str:
        """What is not had by the thousand: the /48 or the IPv4 /24 around the network, for this account."""
        return f"{self.account}\n{_widen(self.network)}"


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
    account_wait_ms, _ = _run(redis, "account", attempt.account, is_counted=True)
    if account_wait_ms:
        account_wait_ms = _admit_new_place(redis, attempt, account_wait_ms)
    if not account_wait_ms:
        _run(redis, "place", attempt.place, is_counted=True)
    return _to_seconds(account_wait_ms)


def _admit_new_place(redis: Redis, attempt: Attempt, account_wait_ms: int) -> int:
    """Milliseconds to wait although the account is paused; 0 where nobody failed at it from this place."""
    _, failed_before = _run(redis, "place", attempt.place, is_counted=False)
    if failed_before:
        return account_wait_ms
    return min(account_wait_ms, _run(redis, "new place", attempt.account, is_counted=True)[0])


def count_failure(redis: Redis, attempt: Attempt) -> None:
    """The network's share of a failed attempt; those of account and device are counted already."""
    if not attempt.device:
        _run(redis, "network", attempt.network, is_counted=True)


def forget_attempts(redis: Redis, attempt: Attempt) -> None:
    """After a success; the network's count stays, or one account would unlock the search for others."""
    if attempt.device:
        redis.delete(_key("device", attempt.device))
        return
    for kind, name in (("account", attempt.account), ("place", attempt.place)):
        redis.delete(_key(kind, name))


def count_public_act(redis: Redis, act: str, network: str) -> int:
    """Seconds to wait before a network may do again what needs no sign-in; 0: proceed. Raises ``RedisError``."""
    return _to_seconds(_run(redis, "public act", f"{act}\n{network}", is_counted=True)[0])


def count_own_page(redis: Redis, act: str, owner: str) -> int:
    """The same of a page that its owner alone can open, from wherever he does."""
    return _to_seconds(_run(redis, "own page", f"{act}\n{owner}", is_counted=True)[0])


def find_network(address: str) -> str:
    """What one household or office has: the /64 of an IPv6 address, an IPv4 address itself."""
    try:
        parsed = ip_address(address)
    except ValueError:
        return address
    if parsed.version == 4:
        return address
    return str(parsed.ipv4_mapped or ip_network((parsed, 64), strict=False))


def _widen(network: str) -> str:
    try:
        parsed = ip_network(network, strict=False)
    except ValueError:
        return network
    return str(parsed.supernet(new_prefix=24 if parsed.version == 4 else 48))


def _run(redis: Redis, kind: str, name: str, *, is_counted: bool) -> tuple[int, int]:
    pauses = (NEW_PLACE_PAUSE_MS, NEW_PLACE_PAUSE_MS) if kind == "new place" else (FIRST_PAUSE_MS, LONGEST_PAUSE_MS)
    numbers = (int(is_counted), FREE_ATTEMPTS[kind], *pauses, _FORGOTTEN_AFTER_MS)
    wait_ms, attempts = redis.eval(_SCRIPT, 1, _key(kind, name), *map(str, numbers))
    return int(wait_ms), int(attempts)


def _to_seconds(wait_ms: int) -> int:
    return -(-wait_ms // 1000)


def _key(kind: str, name: str) -> str:
    return SIGN_IN_ATTEMPTS % hash_key(f"{kind}\n{name}")[:32]
