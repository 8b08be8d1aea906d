"""The console's pages as routes; which page shows what to whom."""

from collections.abc import Callable
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any

from redis import Redis
from starlette.middleware import Middleware
from starlette.middleware.exceptions import ExceptionMiddleware
from starlette.middleware.gzip import GZipMiddleware
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import BaseRoute, Mount, Route
from starlette.staticfiles import StaticFiles

from console.pages import choices, sign_in
from console.pages.error_pages import refusal_handlers
from console.pages.forms import MAX_FORM_BYTES
from console.pages.headers import PageHeaders
from console.pages.renderer import Console, make_templates, render
from console.pages.viewers import Marketer, describe_partner, find_marketer, find_own_partner
from database.engine import RegistrySessions, begin_reading
from fraud.rules.rule_files import read_rules
from money.rates_file import RatesFile

STATIC = Path(__file__).parents[1] / "static"
REPORTS = (
    ("/attribution", "Attribution"),
    ("/paths", "Paths"),
    ("/funnel", "Funnel"),
    ("/cohorts", "Cohorts"),
    ("/partners", "Partners"),
    ("/conversions", "Conversions"),
    ("/promo-codes", "Promo codes"),
    ("/fraud", "Fraud"),
)


def console_routes(
    registry_sessions: RegistrySessions,
    redis: Redis,
    tracker_url: str,
    now: Callable[[], datetime] = lambda: datetime.now(UTC),
    rates: RatesFile | None = None,
) -> list[BaseRoute]:
    """All pages and their assets."""
    console = Console(registry_sessions, redis, tracker_url, now, make_templates(), rates)
    return [
        _page("/", show_start, console),
        *(_page(path, partial(show_report, page=path[1:]), console) for path, _ in REPORTS),
        _page("/partners/{partner_id:int}", show_partner, console),
        _page("/partner", show_own_page, console),
        _page("/sign-in", sign_in.show_sign_in, console),
        _page("/sign-in", sign_in.post_sign_in, console, "POST"),
        _page("/sign-out", sign_in.post_sign_out, console, "POST"),
        _page("/partner/sign-in", sign_in.show_partner_sign_in, console),
        _page("/partner/sign-in", sign_in.post_partner_sign_in, console, "POST"),
        _page("/partner/sign-out", sign_in.post_partner_sign_out, console, "POST"),
        Mount(
            "/static",
            StaticFiles(directory=STATIC),
            middleware=[Middleware(PageHeaders, cache_control="no-cache"), Middleware(GZipMiddleware)],
        ),
    ]


def show_start(console: Console, request: Request) -> Response:
    """The first report."""
    return RedirectResponse(REPORTS[0][0], 303)


def show_report(console: Console, request: Request, page: str) -> Response:
    """One of the marketer's reports; the figures are asked for by the page itself."""
    with begin_reading(console.registry_sessions) as session:
        marketer = find_marketer(session, request, console.now())
        return render(
            request, console, page, {**_frame(marketer, f"/{page}"), "choices": choices, "rules": read_rules()}
        )


def show_partner(console: Console, request: Request) -> Response:
    """One partner of the site, for the marketer."""
    with begin_reading(console.registry_sessions) as session:
        marketer = find_marketer(session, request, console.now())
        context = describe_partner(session, marketer.site.id, request.path_params["partner_id"])
        return render(request, console, "partner", {**_frame(marketer, "/partners"), **context, "choices": choices})


def show_own_page(console: Console, request: Request) -> Response:
    """The partner's own figures, for the partner."""
    with begin_reading(console.registry_sessions) as session:
        partner = find_own_partner(session, request)
        context = describe_partner(session, partner.site_id, partner.id)
        return render(
            request,
            console,
            "own-page",
            {**context, "choices": choices, "door": "/partner/sign-in", "reader": "partner"},
        )


def _frame(marketer: Marketer, current: str) -> dict[str, object]:
    return {
        "reports": REPORTS,
        "current": current,
        "site": marketer.site,
        "sites": marketer.sites,
        "email": marketer.email,
    }


def _page(path: str, endpoint: Callable[..., Any], console: Console, method: str = "GET") -> Route:
    middleware = [Middleware(PageHeaders), Middleware(ExceptionMiddleware, handlers=refusal_handlers(console))]
    body_bytes = MAX_FORM_BYTES if method == "POST" else None
    return Route(
        path,
        partial(endpoint, console),
        methods=[method],
        middleware=middleware,
        max_body_size=body_bytes,
        include_in_schema=False,
    )
