"""Health asks each dependency one cheap question."""

import logging
from collections.abc import Callable, Coroutine
from pathlib import Path
from typing import Any

from redis.exceptions import RedisError
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from console.api.json_response import make_json
from console.api.request import ApiDependencies
from database.errors import DatabaseUnavailable
from database.sessions import begin_read
from fraud.runs.presence import is_worker_present
from registry.tables import list_missing_registry_tables
from settings.damaged_files import describe_damaged_files
from warehouse.interface import StatementFailed, WarehouseUnavailable
from warehouse.upkeep.required_tables import list_missing_tables

LOG = logging.getLogger(__name__)


def health_routes(dependencies: ApiDependencies, data_dir: Path) -> list[Route]:
    """``/health/live``: this process answers; ``/health/ready``: so does all it needs, and notices about damages."""
    return [Route("/health/live", show_live), Route("/health/ready", _make_ready(dependencies, data_dir))]


async def show_live(_: Request) -> Response:
    """Always 200."""
    return make_json({"live": True})


def _make_ready(dependencies: ApiDependencies, data_dir: Path) -> Callable[[Request], Coroutine[Any, Any, Response]]:
    async def show_ready(_: Request) -> Response:
        parts, has_worker = await run_in_threadpool(_ask_parts, dependencies)
        notices = await run_in_threadpool(describe_damaged_files, data_dir)
        is_ready = all(parts.values())
        # Without a worker the console still answers; somebody should know that no fraud rule runs.
        answer = {"ready": is_ready, "parts": parts, "worker": has_worker, "notices": notices}
        return make_json(answer, 200 if is_ready else 503)

    return show_ready


def _ask_parts(dependencies: ApiDependencies) -> tuple[dict[str, bool], bool]:
    parts = {
        "warehouse": _answers("warehouse", lambda: list_missing_tables(dependencies.warehouse)),
        "registry": _answers("registry", lambda: _list_missing_registry_tables(dependencies)),
        "buffer": _answers("buffer", lambda: [] if dependencies.redis.ping() else ["answer"]),
    }
    return parts, parts["buffer"] and _answers("worker", lambda: [] if is_worker_present(dependencies.redis) else [""])


def _answers(part: str, list_missing: Callable[[], list[str]]) -> bool:
    try:
        missing = list_missing()
    except (WarehouseUnavailable, StatementFailed, DatabaseUnavailable, RedisError) as exc:
        LOG.debug("%s: %s", part, exc)
        return False
    if any(missing):
        LOG.error("the %s lacks %s; run `prm migrate`, or restore a backup", part, ", ".join(missing))
    return not missing


def _list_missing_registry_tables(dependencies: ApiDependencies) -> list[str]:
    with begin_read(dependencies.sessions) as session:
        return list_missing_registry_tables(session)
