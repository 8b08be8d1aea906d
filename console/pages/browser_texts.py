"""The texts of the pages' scripts, one script for each language."""

from starlette.middleware import Middleware
from starlette.middleware.gzip import GZipMiddleware
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Mount, Route

from console.pages.headers import PageHeaders
from console.pages.page_language import TEAM_PAGES
from languages.browser_texts import Audience, BrowserTexts, make_browser_texts
from languages.language import Language

# Its name changes with its content.
_CACHE_CONTROL = "public, max-age=31536000, immutable"


def show_browser_texts() -> Mount:
    """Like a built asset, but made of the catalogues at first use: it can never be out of date."""
    return Mount(
        "/static/texts",
        routes=[Route("/{name}", _answer)],
        middleware=[Middleware(PageHeaders, cache_control=_CACHE_CONTROL), Middleware(GZipMiddleware)],
    )


def list_browser_texts() -> list[BrowserTexts]:
    """Those of partners' pages, and of each page of the team."""
    team = [(Audience.TEAM, page) for page in ("error", *TEAM_PAGES)]
    made = [make_browser_texts(language, *whose) for language in Language for whose in ((Audience.PARTNERS, ""), *team)]
    return [each for each in made if each is not None]


def _answer(request: Request) -> Response:
    for each in list_browser_texts():
        if each.name == request.path_params["name"]:
            return Response(each.content, media_type="text/javascript")
    # A page of before an upgrade asks for what is no more: it is read in English until it is loaded again.
    return PlainTextResponse("no such texts", 404)
