"""The dead-letter stream in Redis: appends dead letters, counts, lists, finds and discards them."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import chain
from typing import cast

from redis import Redis

from events.keys import DEAD_LETTER
from events.lua import load_script
from ingest.dead_letters.letter import DeadLetter, hide_addresses

# Sent as text and not by its hash: a restarted node of a cluster knows no hashes.
_APPEND = load_script("ingest.dead_letters", "append.lua")
MAX_REASON = 300
_PAGE = 500


@dataclass(frozen=True, slots=True)
class DeadLetterEntry:
    """An entry of the dead-letter stream; ``shard`` and ``entry`` are where the line was read."""

    letter_id: str
    shard: int
    entry: str
    reason: str
    value: bytes


def append_dead_letters(redis: Redis, shard: int, letters: Iterable[DeadLetter]) -> None:
    """Appends to the stream.

    It is not in the slot of any shard, so it cannot be part of the transaction that settles the batch: a worker killed
    between the two leaves a letter twice, under the same shard and entry.
    """
    with redis.pipeline(transaction=False) as pipeline:
        for letter in letters:
            fields: dict[str, str | bytes] = {
                "shard": str(shard),
                "entry": letter.entry_id,
                "reason": letter.reason[:MAX_REASON],
                "value": hide_addresses(letter.value),
            }
            pipeline.eval(_APPEND, 1, DEAD_LETTER, *chain.from_iterable(fields.items()))
        pipeline.execute()


def count_dead_letters(redis: Redis) -> int:
    return int(redis.xlen(DEAD_LETTER))


def list_dead_letters(redis: Redis) -> Iterator[DeadLetterEntry]:
    """All, the oldest first, read in pages."""
    after = "-"
    while page := _read_page(redis, after, "+", _PAGE):
        yield from page
        after = f"({page[-1].letter_id}"


def find_dead_letter(redis: Redis, letter_id: str) -> DeadLetterEntry | None:
    found = _read_page(redis, letter_id, letter_id, 1)
    return found[0] if found else None


def discard_dead_letter(redis: Redis, letter_id: str) -> None:
    """Removes a letter for good."""
    redis.xdel(DEAD_LETTER, letter_id)


def _read_page(redis: Redis, first: str, last: str, count: int) -> list[DeadLetterEntry]:
    rows = cast(list[tuple[bytes, dict[bytes, bytes]]], redis.xrange(DEAD_LETTER, min=first, max=last, count=count))
    return [_parse_entry(letter_id, fields) for letter_id, fields in rows]


def _parse_entry(letter_id: bytes, fields: dict[bytes, bytes]) -> DeadLetterEntry:
    shard, entry, reason, value = (fields.get(name, b"") for name in (b"shard", b"entry", b"reason", b"value"))
    return DeadLetterEntry(letter_id.decode(), int(shard or 0), entry.decode(), reason.decode(errors="replace"), value)
