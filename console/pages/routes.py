"""The console's pages as routes."""

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

from console.id_convertor import register_ids
from console.pages import account, partner_sign_in, second_factor, select_options, sign_in
from console.pages.error_pages import error_handlers
from console.pages.forms import MAX_FORM_BYTES
from console.pages.frame import REPORTS, frame
from console.pages.headers import PageHeaders
from console.pages.page_access import find_marketer, find_signed_in_partner
from console.pages.partner_page import describe_partner
from console.pages.renderer import PageDependencies, make_templates, render
from database.sessions import Sessions, begin_read
from fraud.rules.rule_files import read_rules
from money.rates_file import RatesFile

STATIC = Path(__file__).parents[1] / "static"


def console_routes(
    registry_sessions: Sessions,
    redis: Redis,
    tracker_url: str,
    secret: bytes,
    now: Callable[[], datetime] = lambda: datetime.now(UTC),
    rates: RatesFile | None = None,
) -> list[BaseRoute]:
    """All pages and their assets."""
    register_ids()
    dependencies = PageDependencies(registry_sessions, redis, tracker_url, secret, now, make_templates(), rates)
    return [
        _page("/", show_start, dependencies),
        *(_page(path, partial(show_report, page=path[1:]), dependencies) for path, _ in REPORTS),
        _page("/partners/{partner_id:id}", show_partner, dependencies),
        _page("/partner", show_partner_home, dependencies),
        _page("/sign-in", sign_in.show_sign_in, dependencies),
        _page("/sign-in", sign_in.post_sign_in, dependencies, "POST"),
        _page("/sign-out", sign_in.post_sign_out, dependencies, "POST"),
        _page("/sign-in/code", sign_in.show_code, dependencies),
        _page("/sign-in/code", sign_in.post_code, dependencies, "POST"),
        _page("/account", account.show_account, dependencies),
        _page("/account/password", account.post_password, dependencies, "POST"),
        _page("/account/sessions", account.post_end_sessions, dependencies, "POST"),
        _page("/account/second-factor", second_factor.post_begin, dependencies, "POST"),
        _page("/account/second-factor/code", second_factor.post_confirm, dependencies, "POST"),
        _page("/account/second-factor/end", second_factor.post_end, dependencies, "POST"),
        _page("/partner/sign-in", partner_sign_in.show_partner_sign_in, dependencies),
        _page("/partner/sign-in", partner_sign_in.post_partner_sign_in, dependencies, "POST"),
        _page("/partner/sign-out", partner_sign_in.post_partner_sign_out, dependencies, "POST"),
        Mount(
            "/static",
            StaticFiles(directory=STATIC),
            middleware=[Middleware(PageHeaders, cache_control="no-cache"), Middleware(GZipMiddleware)],
        ),
    ]


def show_start(dependencies: PageDependencies, request: Request) -> Response:
    """The first report."""
    return RedirectResponse(REPORTS[0][0], 303)


def show_report(dependencies: PageDependencies, request: Request, page: str) -> Response:
    """One of the marketer's reports; its script loads the figures."""
    with begin_read(dependencies.registry_sessions) as session:
        marketer = find_marketer(session, request, dependencies.now())
        return render(
            request,
            dependencies,
            page,
            {**frame(marketer, f"/{page}"), "options": select_options, "rules": read_rules()},
        )


def show_partner(dependencies: PageDependencies, request: Request) -> Response:
    """One partner of the site, for the marketer."""
    with begin_read(dependencies.registry_sessions) as session:
        marketer = find_marketer(session, request, dependencies.now())
        context = describe_partner(session, marketer.site.id, request.path_params["partner_id"])
        return render(
            request, dependencies, "partner", {**frame(marketer, "/partners"), **context, "options": select_options}
        )


def show_partner_home(dependencies: PageDependencies, request: Request) -> Response:
    """The partner's own figures, for the partner."""
    with begin_read(dependencies.registry_sessions) as session:
        partner = find_signed_in_partner(session, request, dependencies.now())
        context = describe_partner(session, partner.site_id, partner.id)
        return render(
            request,
            dependencies,
            "partner-home",
            {**context, "options": select_options, "sign_in_path": "/partner/sign-in", "reader": "partner"},
        )


def _page(path: str, endpoint: Callable[..., Any], dependencies: PageDependencies, method: str = "GET") -> Route:
    middleware = [Middleware(PageHeaders), Middleware(ExceptionMiddleware, handlers=error_handlers(dependencies))]
    body_bytes = MAX_FORM_BYTES if method == "POST" else None
    return Route(
        path,
        partial(endpoint, dependencies),
        methods=[method],
        middleware=middleware,
        max_body_size=body_bytes,
        include_in_schema=False,
    )
