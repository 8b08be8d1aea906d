"""The console's pages as routes."""

from collections.abc import Callable
from datetime import UTC, datetime
from functools import partial
from typing import Any

from redis import Redis
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.middleware.exceptions import ExceptionMiddleware
from starlette.middleware.gzip import GZipMiddleware
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from console.id_convertor import register_ids
from console.pages import (
    application,
    brands,
    cabinet,
    cabinet_profile,
    friend,
    installation,
    installation_account,
    invitation,
    mailed_link,
    own_account,
    partner_pages,
    partner_sign_in,
    report_mail_end,
    second_factor,
    select_options,
    settings_tabs,
    setup,
    setup_steps,
    sign_in,
)
from console.pages.account import TEAM_ACCOUNT
from console.pages.browser_texts import show_browser_texts
from console.pages.built_assets import find_built_path, show_built_assets
from console.pages.entrance import PARTNERS
from console.pages.error_pages import error_handlers
from console.pages.forms import MAX_FORM_BYTES
from console.pages.frame import PAGES, START, frame
from console.pages.headers import PageHeaders
from console.pages.money_pages import show_payout_run, show_program
from console.pages.own_account import AccountPage
from console.pages.page_access import find_marketer
from console.pages.page_context import describe_page
from console.pages.renderer import PageDependencies, make_templates, render
from database.sessions import Sessions, begin_read
from fraud.rules.rule_files import read_rules
from money.rates_file import RatesFile
from registry.friend_links import FRIEND_PATH
from registry.report_mails import END_PATH
from registry.team.invitations import INVITATION_PATH
from registry.team.setup import SETUP_PATH


def console_routes(
    registry_sessions: Sessions,
    redis: Redis,
    tracker_url: str,
    secret: bytes,
    now: Callable[[], datetime] = lambda: datetime.now(UTC),
    rates: RatesFile | None = None,
    *,
    sends_mail: bool = False,
) -> list[BaseRoute]:
    """All pages and their assets."""
    register_ids()
    templates, built_path = make_templates(), find_built_path()
    dependencies = PageDependencies(
        registry_sessions, redis, tracker_url, secret, now, templates, rates, built_path, sends_mail
    )
    return [
        _page("/", show_start, dependencies),
        *(
            _page(entry.path, partial(show_report, page=entry.page), dependencies)
            for entry in PAGES
            if entry.path not in dict(settings_tabs.TABS)
        ),
        _page("/partners/{partner_id:id}", partner_pages.show_partner, dependencies),
        _page("/programs/{program_id:id}", show_program, dependencies),
        _page("/payouts/{run_id}", show_payout_run, dependencies),
        _page("/sign-in", sign_in.show_sign_in, dependencies),
        _page("/sign-in", sign_in.post_sign_in, dependencies, "POST"),
        _page("/sign-out", sign_in.post_sign_out, dependencies, "POST"),
        _page("/sign-in/code", sign_in.show_code, dependencies),
        _page("/sign-in/code", sign_in.post_code, dependencies, "POST"),
        *_account_pages("/account", TEAM_ACCOUNT, dependencies),
        _page(INVITATION_PATH, invitation.show_invitation, dependencies),
        _page(INVITATION_PATH, invitation.post_invitation, dependencies, "POST"),
        _page(f"{INVITATION_PATH}/acceptance", invitation.post_acceptance, dependencies, "POST"),
        *(_page(page.path, partial(cabinet.show_page, page=page), dependencies) for page in cabinet.PAGES[:-1]),
        _page(f"{cabinet.PROFILE.path}/first-password", cabinet_profile.post_first_password, dependencies, "POST"),
        _page(f"{cabinet.PROFILE.path}/language", cabinet_profile.post_language, dependencies, "POST"),
        *_account_pages(cabinet.PROFILE.path, cabinet_profile.PARTNER_ACCOUNT, dependencies),
        _page(SETUP_PATH, setup.show_setup, dependencies),
        _page(SETUP_PATH, setup.post_setup, dependencies, "POST"),
        _page(f"{SETUP_PATH}/administrator", setup.post_administrator, dependencies, "POST"),
        _page(f"{SETUP_PATH}/site", setup_steps.show_site_step, dependencies),
        _page(f"{SETUP_PATH}/language", setup_steps.post_language, dependencies, "POST"),
        *(
            _page(f"{SETUP_PATH}/{step}", partial(setup_steps.show_step, step=step), dependencies)
            for step, _ in setup_steps.STEPS[1:]
        ),
        *(_page(path, partial(settings_tabs.show_tab, path=path), dependencies) for path, _ in settings_tabs.TABS),
        *(
            _page(path, partial(installation.show_installation, path=path), dependencies)
            for path, _ in installation.TABS
        ),
        *_account_pages(installation.ACCOUNT_PATH, installation_account.ADMINISTRATOR_ACCOUNT, dependencies),
        _page("/partner/sign-in", partner_sign_in.show_partner_sign_in, dependencies),
        _page("/partner/sign-in", partner_sign_in.post_partner_sign_in, dependencies, "POST"),
        _page("/apply/{site_key}/{program_id:id}", application.show_application, dependencies),
        _page(
            "/apply/{site_key}/{program_id:id}",
            application.post_application,
            dependencies,
            "POST",
            application.MAX_APPLICATION_BYTES,
        ),
        _page(END_PATH, report_mail_end.show_end, dependencies),
        _page(END_PATH, report_mail_end.post_end, dependencies, "POST"),
        _page(FRIEND_PATH, friend.show_friend_page, dependencies),
        _page("/partners/applications", partner_pages.show_applications, dependencies),
        _page("/partner/sign-in/mail", mailed_link.post_request, dependencies, "POST"),
        _page("/partner/sign-in/password", partial(sign_in.post_sign_in, entrance=PARTNERS), dependencies, "POST"),
        _page("/partner/sign-in/code", partial(sign_in.show_code, entrance=PARTNERS), dependencies),
        _page("/partner/sign-in/code", partial(sign_in.post_code, entrance=PARTNERS), dependencies, "POST"),
        _page("/partner/sign-out", partial(sign_in.post_sign_out, entrance=PARTNERS), dependencies, "POST"),
        show_browser_texts(),
        *show_built_assets(built_path),
        *(
            _page(path, endpoint, dependencies, cache_control="no-cache")
            for path, endpoint in (
                ("/brand/{site_key}.css", brands.show_stylesheet),
                ("/brand/{site_key}.png", brands.show_logo),
            )
        ),
        _page("/{path:path}", show_nothing, dependencies),
    ]


def show_start(dependencies: PageDependencies, request: Request) -> Response:
    """The overview."""
    return RedirectResponse(START, 303)


def show_report(dependencies: PageDependencies, request: Request, page: str) -> Response:
    """One of the marketer's reports; its script loads the figures."""
    with begin_read(dependencies.registry_sessions) as session:
        marketer = find_marketer(session, request, dependencies.now())
        return render(
            request,
            dependencies,
            page,
            {
                **frame(session, marketer, f"/{page}"),
                **describe_page(session, marketer.site.id, page),
                "options": select_options,
                "rules": read_rules(),
            },
        )


def show_nothing(dependencies: PageDependencies, request: Request) -> Response:
    """What an address shows that no page has."""
    raise HTTPException(404)


def _account_pages(path: str, page: AccountPage, dependencies: PageDependencies) -> list[Route]:
    """The page of an account, and what somebody changes of it, posted to below its path."""
    acts = {
        "password": own_account.post_password,
        "sessions": own_account.post_end_sessions,
        "second-factor": second_factor.post_begin,
        "second-factor/code": second_factor.post_confirm,
        "second-factor/end": second_factor.post_end,
    }
    return [
        _page(path, partial(own_account.show_account, page=page), dependencies),
        *(_page(f"{path}/{name}", partial(act, page=page), dependencies, "POST") for name, act in acts.items()),
    ]


def _page(
    path: str,
    endpoint: Callable[..., Any],
    dependencies: PageDependencies,
    method: str = "GET",
    max_bytes: int = MAX_FORM_BYTES,
    cache_control: str = "no-store",
) -> Route:
    headers = Middleware(PageHeaders, cache_control=cache_control)
    # A compressed length betrays what is secret beside what another site chose: no page has both.
    errors = Middleware(ExceptionMiddleware, handlers=error_handlers(dependencies))
    middleware = [headers, Middleware(GZipMiddleware), errors]
    body_bytes = max_bytes if method == "POST" else None
    return Route(
        path,
        partial(endpoint, dependencies),
        methods=[method],
        middleware=middleware,
        max_body_size=body_bytes,
        include_in_schema=False,
    )
