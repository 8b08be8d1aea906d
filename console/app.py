"""The read side as one ASGI application: the JSON API, health, the console's pages."""

from collections.abc import Callable
from datetime import UTC, datetime
from functools import partial

from redis import Redis
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Mount, Route

from console.admission import Admissions, open_admissions
from console.api.call_list import CALLS
from console.api.endpoint import make_route
from console.api.error_responses import EXCEPTION_ANSWERS
from console.api.json_response import make_json
from console.api.openapi import describe_api
from console.api.request import ApiDependencies
from console.cabinet_hosts import CabinetHosts
from console.health import health_routes
from console.id_convertor import register_ids
from console.metrics import RequestMetrics, metrics_route
from console.pages.routes import console_routes
from console.proxy_notice import ProxyNotice
from console.request_timing import RequestTiming
from console.secure_transport import SecureTransport
from database.sessions import Sessions
from http_server.request_memory import RequestMemory
from money.rates_file import open_rates
from outbound.schedule import open_post
from reports.paths.kept_answers import AnswerStore
from reports.settled.recent import RecentFindings
from settings import ConsoleSettings
from settings.budget import divide_reports
from settings.data_directory import read_payout_keys, read_secret, spool_directory
from settings.own_hosts import list_own_hosts
from warehouse.interface import Warehouse

API_PATH = "/api/v1"
_USUAL_TRACKER_URL = "http://localhost:8400"


def create_app(
    settings: ConsoleSettings,
    warehouse: Warehouse,
    registry_sessions: Sessions,
    redis: Redis,
    now: Callable[[], datetime] = lambda: datetime.now(UTC),
    memory: RequestMemory | None = None,
) -> Starlette:
    """``memory`` is that of the connections, for bodies as well; None: of its own.

    Opens and closes nothing: whoever made warehouse, sessions and Redis closes them.

    Raises ``SettingInvalid`` for a file of rates that cannot be used, and for a mail server without a sender.
    """
    spool = spool_directory(settings.data_dir)
    secret, rates = read_secret(settings), open_rates(settings)
    own_hosts = list_own_hosts(settings)
    tracker_url, sends_mail = settings.tracker_url or _USUAL_TRACKER_URL, open_post(settings) is not None
    dependencies = ApiDependencies(
        warehouse,
        registry_sessions,
        redis,
        settings.shards,
        spool,
        secret,
        now,
        rates,
        fraud_months=settings.fraud_months,
        read_payout_keys=partial(read_payout_keys, settings),
        test_clock=settings.test_clock,
        tracker_url=tracker_url,
        data_dir=settings.data_dir,
        sends_mail=sends_mail,
        own_hosts=own_hosts,
        # One replica may be behind another: what is made from both would be kept.
        recent=RecentFindings(answers=None if settings.clickhouse_cluster else AnswerStore()),
    )
    admissions = open_admissions(divide_reports(settings))
    memory = memory or RequestMemory(settings.request_memory_bytes)
    metrics = RequestMetrics(admissions)
    app = Starlette(
        routes=[
            *health_routes(dependencies, settings.data_dir),
            metrics_route(dependencies, settings.data_dir, metrics, settings.metrics_networks),
            Mount(API_PATH, create_api(dependencies, admissions, memory)),
            *console_routes(registry_sessions, redis, tracker_url, secret, now, rates, sends_mail=sends_mail),
        ],
        middleware=[
            Middleware(SecureTransport),
            Middleware(RequestTiming, metrics=metrics),
            Middleware(ProxyNotice),
            Middleware(
                CabinetHosts,
                sessions=registry_sessions,
                own_hosts=own_hosts,
                allowed_hosts=_list_hosts(settings),
            ),
        ],
    )
    app.state.admissions = admissions
    return app


def create_api(dependencies: ApiDependencies, admissions: Admissions, memory: RequestMemory) -> Starlette:
    """The JSON API, with its own way to say what went wrong."""
    register_ids()
    routes = [
        Route("/openapi.json", show_openapi),
        *(make_route(call, dependencies, admissions, memory) for call in CALLS),
    ]
    return Starlette(routes=routes, exception_handlers=EXCEPTION_ANSWERS)


def _list_hosts(settings: ConsoleSettings) -> list[str]:
    own = ["localhost", "127.0.0.1", settings.console_host]
    return [*settings.console_hosts, *own] if settings.console_hosts else ["*"]


async def show_openapi(_: Request) -> Response:
    """What the API offers, for programs and for people."""
    return make_json(describe_api(CALLS, API_PATH))
