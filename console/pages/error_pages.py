"""What a page answers when it cannot be shown: one table from exception to answer."""

from collections.abc import Callable
from functools import partial
from urllib.parse import urlencode

from redis import RedisError
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from console.pages.renderer import Console, render
from console.pages.viewers import NotSignedIn, SiteMissing
from database.errors import DatabaseUnavailable
from registry.errors import RegistryMissing

Refuse = Callable[[Request, Exception], Response]


def refusal_handlers(console: Console) -> dict[type[Exception], Refuse]:
    """Handlers for Starlette's ``ExceptionMiddleware``."""
    tell = partial(_tell, console)
    return {
        NotSignedIn: _lead_to_door,
        HTTPException: partial(_tell_http_error, console),
        SiteMissing: tell(404, "No such site", "Your account does not see this site, or no site at all yet."),
        RegistryMissing: tell(404, "Not found", "There is nothing of this name on this site."),
        DatabaseUnavailable: tell(503, "Not now", "The registry does not answer. Try again in a moment."),
        RedisError: tell(503, "Not now", "Signing in needs Redis, which does not answer. Try again in a moment."),
    }


def _tell(console: Console, status: int, title: str, text: str) -> Refuse:
    return lambda request, _: _render_refusal(console, request, status, title, text)


def _tell_http_error(console: Console, request: Request, exc: Exception) -> Response:
    status, detail = (exc.status_code, exc.detail) if isinstance(exc, HTTPException) else (500, "")
    return _render_refusal(console, request, status, "Not possible", detail)


def _lead_to_door(request: Request, exc: Exception) -> Response:
    door = exc.door if isinstance(exc, NotSignedIn) else "/sign-in"
    asked = request.url.path + (f"?{request.url.query}" if request.url.query else "")
    query = "" if door != "/sign-in" or asked == "/" else "?" + urlencode({"next": asked})
    return RedirectResponse(door + query, 303)


def _render_refusal(console: Console, request: Request, status: int, title: str, text: str) -> Response:
    return render(request, console, "refused", {"title": title, "text": text}, status)
