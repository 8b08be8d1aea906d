"""Erases a person from stream, dead letters, warehouse and files, and checks that nothing is left."""

import time
from functools import partial
from pathlib import Path

from redis import Redis
from redis.exceptions import ResponseError

from buffer.rewrite import FilesNotRewritten, rewrite_files
from events.keys import SPOOLED
from events.spool import read_waiting
from ingest.erasure import erase_dead_letters, erase_waiting, mentions
from settings import IngestSettings
from settings.damaged_files import remove_damaged_files
from settings.data_directory import spool_directory
from warehouse.interface import Warehouse
from warehouse.upkeep.erasure import Person, erase_person, find_mentions, wait_for_replaced_parts

_SPOOL_SECONDS = 30
# What a team member decides meanwhile may name the person again.
_ROUNDS = 3


class ErasureIncomplete(Exception):
    """Something that names the person is left; ``remedy`` says what to do about it."""

    def __init__(self, problem: str, remedy: str) -> None:
        super().__init__(problem)
        self.remedy = remedy


def erase_everywhere(redis: Redis, warehouse: Warehouse, settings: IngestSettings, person: Person) -> dict[str, int]:
    """The number of rows removed from each place, while ingest is paused; raises :class:`ErasureIncomplete`."""
    wait_for_spool(redis, settings.data_dir)
    is_of_person = partial(mentions, person=person)
    return {
        "events in the stream": erase_waiting(redis, settings.shards, is_of_person),
        "dead letters": erase_dead_letters(redis, is_of_person),
        "damaged files": remove_damaged_files(settings.data_dir),
        **_erase_stored(warehouse, person, settings.clickhouse_cluster),
    }


def clear_files(redis: Redis, warehouse: Warehouse, settings: IngestSettings) -> dict[str, int]:
    """What was removed leaves the files as well; the parts of tables that are still on the disk when this returns.

    To be called when nothing is paused any more. Raises :class:`ErasureIncomplete`. A ClickHouse server and replicas
    of Redis are left to themselves.
    """
    try:
        rewrite_files(redis)
    except (FilesNotRewritten, ResponseError) as exc:
        raise ErasureIncomplete(
            f"the person is erased, but may still stand in the append-only file of Redis: {exc}",
            "Mend the cause, then send `BGREWRITEAOF` to it, or run the same command again.",
        ) from exc
    left = 0 if settings.clickhouse_url else wait_for_replaced_parts(warehouse)
    return {"replaced parts still on the disk": left}


def _erase_stored(warehouse: Warehouse, person: Person, cluster: str) -> dict[str, int]:
    removed: dict[str, int] = {}
    for _ in range(_ROUNDS):
        for table, count in erase_person(warehouse, person, cluster).items():
            removed[table] = removed.get(table, 0) + count
        mentions = find_mentions(warehouse, person)
        if not mentions:
            return removed
    places = ", ".join(f"{count} rows of {table}" for table, count in mentions.items())
    raise ErasureIncomplete(
        f"ids of this person remain in {places}", "These rows belong to somebody else: check them by hand."
    )


def wait_for_spool(redis: Redis, data_dir: Path) -> None:
    """Trackers send their spool to Redis by themselves, and only there its events can be erased.

    Raises :class:`ErasureIncomplete`.
    """
    deadline = time.monotonic() + _SPOOL_SECONDS
    while redis.hlen(SPOOLED) or any(each.events for each in read_waiting(spool_directory(data_dir)).values()):
        if time.monotonic() > deadline:
            raise ErasureIncomplete(
                "the spool of a tracker holds events that Redis does not have yet",
                "Let the tracker run until its spool is empty, then try again.",
            )
        time.sleep(0.1)
