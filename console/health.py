"""Health asks each dependency one cheap question."""

from collections.abc import Callable, Coroutine
from pathlib import Path
from typing import Any

from redis.exceptions import RedisError
from sqlalchemy import text
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from console.api.json_response import make_json
from console.api.request import ApiDependencies
from database.errors import DatabaseUnavailable
from database.sessions import begin_read
from settings.damaged_files import describe_damaged_files
from warehouse.interface import StatementFailed, WarehouseUnavailable


def health_routes(dependencies: ApiDependencies, data_dir: Path) -> list[Route]:
    """``/health/live``: this process answers; ``/health/ready``: so does all it needs, and notices about damages."""
    return [Route("/health/live", show_live), Route("/health/ready", _make_ready(dependencies, data_dir))]


async def show_live(_: Request) -> Response:
    """Always 200."""
    return make_json({"live": True})


def _make_ready(dependencies: ApiDependencies, data_dir: Path) -> Callable[[Request], Coroutine[Any, Any, Response]]:
    async def show_ready(_: Request) -> Response:
        parts = await run_in_threadpool(_ask_parts, dependencies)
        notices = await run_in_threadpool(describe_damaged_files, data_dir)
        is_ready = all(parts.values())
        return make_json({"ready": is_ready, "parts": parts, "notices": notices}, 200 if is_ready else 503)

    return show_ready


def _ask_parts(dependencies: ApiDependencies) -> dict[str, bool]:
    return {
        "warehouse": _answers(lambda: dependencies.warehouse.query("select 1")),
        "registry": _answers(lambda: _ask_registry(dependencies)),
        "buffer": _answers(dependencies.redis.ping),
    }


def _answers(ask: Callable[[], object]) -> bool:
    try:
        ask()
    except (WarehouseUnavailable, StatementFailed, DatabaseUnavailable, RedisError):
        return False
    return True


def _ask_registry(dependencies: ApiDependencies) -> None:
    with begin_read(dependencies.sessions) as session:
        session.execute(text("select 1 from sites limit 1"))
