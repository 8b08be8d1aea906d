"""Erases a person from everything that is kept: what `prm erase` and the erasures of the console share."""

from collections.abc import Callable
from dataclasses import dataclass

from redis import Redis

from cli.ingest_pause import pause_every_writer
from ingest.person_erasure import clear_files, erase_everywhere
from settings import IngestSettings
from transfer.backups.snapshot import discard_snapshot
from warehouse.interface import Warehouse
from warehouse.upkeep.erasure import Person


@dataclass(frozen=True, slots=True)
class ErasedPerson:
    """How much was ``removed`` from where, and under which ids of ``customers`` the shop knew the person."""

    removed: dict[str, int]
    customers: frozenset[str]


def erase_found(
    redis: Redis, warehouse: Warehouse, settings: IngestSettings, find: Callable[[], Person]
) -> ErasedPerson:
    """Removes the person whom ``find`` finds: it is called while nothing is written, since more may have been stored.

    Whatever of the person the registry holds has to be removed and compacted by the caller, afterwards.
    """
    with pause_every_writer(redis, warehouse, settings) as check_pause:
        # A killed backup may have left files with this person.
        discard_snapshot(settings.data_dir)
        person = find()
        removed = erase_everywhere(redis, warehouse, settings, person)
        check_pause()
    return ErasedPerson(removed | clear_files(redis, warehouse, settings), person.customers)
