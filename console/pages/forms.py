"""Parses a posted form and rejects one that another site's page posted."""

from urllib.parse import parse_qsl, urlsplit

from starlette.exceptions import HTTPException
from starlette.requests import Request

MAX_FORM_BYTES = 8192


async def parse_own_form(request: Request) -> dict[str, str]:
    """The fields of a form of our own pages; raises ``HTTPException`` 403 for any other site's."""
    origin = request.headers.get("origin", "")
    if urlsplit(origin).netloc != request.headers.get("host", ""):
        raise HTTPException(403, "This form was not sent from a page of this console.")
    body = await request.body()
    return dict(parse_qsl(body.decode("utf-8", "replace"), keep_blank_values=True))


def choose_next_path(given: str, home: str = "/") -> str:
    """Where to go after signing in: a path of this console, never another site."""
    is_own = given.startswith("/") and not given.startswith(("//", "/\\")) and given.isprintable()
    return given if is_own else home
