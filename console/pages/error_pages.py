"""The page shown in place of one that failed: one table from exception to answer."""

from collections.abc import Callable
from functools import partial
from urllib.parse import urlencode

from redis import RedisError
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from console.api.error_responses import RETRY_AFTER_SECONDS
from console.pages.frame import frame
from console.pages.page_access import SetupNeeded, SignInNeeded, SiteMissing, find_marketer
from console.pages.renderer import PageDependencies, render
from database.errors import DatabaseUnavailable
from database.sessions import begin_read
from languages.sentence import Sentence, Words, sentence
from registry.errors import RegistryMissing

Handler = Callable[[Request, Exception], Response]


def error_handlers(dependencies: PageDependencies) -> dict[type[Exception], Handler]:
    """Handlers for Starlette's ``ExceptionMiddleware``."""
    show = partial(_make_handler, dependencies)
    return {
        SignInNeeded: _redirect_to_sign_in,
        SetupNeeded: _redirect_to_setup,
        HTTPException: partial(_show_http_error, dependencies),
        SiteMissing: show(
            404, sentence("No such site"), sentence("The site does not exist, or your account has no access to it.")
        ),
        RegistryMissing: show(404, sentence("Not found"), sentence("This site has nothing at this address.")),
        DatabaseUnavailable: show(
            503,
            sentence("Temporarily unavailable"),
            sentence("The registry does not answer. Try again in a moment."),
        ),
        RedisError: show(
            503,
            sentence("Temporarily unavailable"),
            sentence("Redis does not answer, so nobody can sign in. Try again in a moment."),
        ),
    }


def _make_handler(dependencies: PageDependencies, status: int, title: Sentence, text: Sentence) -> Handler:
    return lambda request, _: _render_error(dependencies, request, status, title, text)


def _show_http_error(dependencies: PageDependencies, request: Request, exc: Exception) -> Response:
    status, detail = (exc.status_code, exc.detail) if isinstance(exc, HTTPException) else (500, "")
    if status == 404:
        return _render_error(
            dependencies, request, status, sentence("Not found"), sentence("There is no page at this address.")
        )
    return _render_error(dependencies, request, status, sentence("Request failed"), Sentence(detail))


def _redirect_to_sign_in(request: Request, exc: Exception) -> Response:
    sign_in_path = exc.sign_in_path if isinstance(exc, SignInNeeded) else "/sign-in"
    wanted = request.url.path + (f"?{request.url.query}" if request.url.query else "")
    query = "" if sign_in_path != "/sign-in" or wanted == "/" else "?" + urlencode({"next": wanted})
    return RedirectResponse(sign_in_path + query, 303)


def _redirect_to_setup(_: Request, exc: Exception) -> Response:
    return RedirectResponse(exc.path if isinstance(exc, SetupNeeded) else "/setup", 303)


def _render_error(dependencies: PageDependencies, request: Request, status: int, title: Words, text: Words) -> Response:
    context = {**_find_frame(dependencies, request, status), "title": title, "text": text}
    response = render(request, dependencies, "error", context, status)
    if status == 503:
        response.headers["Retry-After"] = RETRY_AFTER_SECONDS
    return response


def _find_frame(dependencies: PageDependencies, request: Request, status: int) -> dict[str, object]:
    """The frame of a signed-in marketer around what is missing; nothing, where the frame itself may be what fails."""
    if status != 404 or request.url.path == "/partner" or request.url.path.startswith("/partner/"):
        return {}
    try:
        with begin_read(dependencies.registry_sessions) as session:
            return frame(session, find_marketer(session, request, dependencies.now(), at_any_site=True), "")
    except (SignInNeeded, SiteMissing, DatabaseUnavailable):
        return {}
