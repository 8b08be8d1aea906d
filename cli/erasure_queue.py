"""Carries out the erasures that the console was asked for, in `prm worker`: one after another, as `prm erase` does."""

import logging
import threading
from collections.abc import Mapping
from contextlib import closing, suppress
from functools import partial

from redis.exceptions import RedisError

from cli.failures import explain
from cli.lead_removal import remove_missing_leads
from cli.person_erasure import ErasedPerson, erase_found
from database.columns import utc_now
from database.compaction import compact_sqlite
from database.errors import DatabaseUnavailable
from database.sessions import Sessions, begin_change, name_author, open_sessions
from fraud.errors import FraudRunBusy
from ingest.shards.pause import IngestBusy
from registry.erasures import ErasureKind, begin_erasure, end_erasure, return_erasure
from registry.keys import COMMAND
from registry.models import Erasure
from registry.person_erasure import erase_from_registry
from reports.errors import SettlerBusy
from settings import IngestSettings, RegistrySettings
from settings.data_directory import read_secret, registry_file
from supervisor.redis_client import adopt_shards, connect_redis
from supervisor.warehouse_access import open_owner
from warehouse.interface import WarehouseUnavailable
from warehouse.upkeep.erasure import find_named_person

LOG = logging.getLogger(__name__)
_LOOK_EVERY_SECONDS = 1.0
_RETRY_AFTER_SECONDS = 10.0
# What is over by itself.
_TEMPORARY = (WarehouseUnavailable, RedisError, DatabaseUnavailable, IngestBusy, FraudRunBusy, SettlerBusy)


def run_erasures(settings: IngestSettings, registry: RegistrySettings, stop: threading.Event) -> None:
    """Until ``stop``; one that fails for good is noted with its reason."""
    sessions = name_author(open_sessions(registry), COMMAND)
    while not stop.is_set():
        asked = None
        with suppress(DatabaseUnavailable), begin_change(sessions) as session:
            asked = begin_erasure(session, utc_now())
        is_done = asked is None or _carry_out(settings, sessions, asked)
        stop.wait(_LOOK_EVERY_SECONDS if is_done else _RETRY_AFTER_SECONDS)


def _carry_out(settings: IngestSettings, sessions: Sessions, asked: Erasure) -> bool:
    """Whether it has come to an end, good or bad."""
    try:
        erased, problem = _erase(adopt_shards(settings), sessions, asked), ""
    except _TEMPORARY as exc:
        LOG.warning("erasure %d has to wait: %s", asked.id, exc)
        with suppress(DatabaseUnavailable), begin_change(sessions) as session:
            return_erasure(session, asked.id)
        return False
    except Exception as exc:  # noqa: BLE001 (explain raises what is unknown again)
        failure = explain(exc)
        erased, problem = ErasedPerson({}, frozenset()), f"{failure.message}. {failure.remedy}"
        LOG.error("erasure %d failed: %s", asked.id, problem)
    with begin_change(sessions) as session:
        removed = erased.removed
        if not problem:
            address = asked.value if asked.kind == ErasureKind.EMAIL else ""
            removed = removed | erase_from_registry(session, asked.site_id, address, erased.customers)
        end_erasure(session, asked.id, utc_now(), _keep_counted(removed), problem)
    # Only now the registry does not name the person any more.
    compact_sqlite(registry_file(settings.data_dir))
    LOG.info("erasure %d has ended", asked.id)
    return True


def _erase(settings: IngestSettings, sessions: Sessions, asked: Erasure) -> ErasedPerson:
    secret = read_secret(settings)
    with closing(open_owner(settings)) as warehouse, connect_redis(settings) as redis:
        find = partial(find_named_person, warehouse, asked.site_id, asked.kind, asked.value, secret)
        erased = erase_found(redis, warehouse, settings, find)
        erased.removed["leads"] = remove_missing_leads(warehouse, sessions, asked.site_id)
        return erased


def _keep_counted(removed: Mapping[str, int]) -> dict[str, int]:
    return {place: count for place, count in removed.items() if count}
