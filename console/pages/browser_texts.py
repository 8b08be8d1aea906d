"""The texts of the pages' scripts, one script for each page and language."""

from starlette.middleware import Middleware
from starlette.middleware.gzip import GZipMiddleware
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Mount, Route

from console.pages.headers import KEPT_FOREVER, PageHeaders
from console.pages.page_language import TEAM_PAGES, TRANSLATED
from console.pages.page_scripts import list_page_scripts
from languages.browser_texts import make_browser_texts
from languages.language import find_language


def show_browser_texts() -> Mount:
    """Like a built asset, but made of the catalogues at first use: it can never be out of date.

    Its name changes with its content.
    """
    return Mount(
        "/static/texts",
        routes=[Route("/{name}", _answer)],
        middleware=[Middleware(PageHeaders, cache_control=KEPT_FOREVER), Middleware(GZipMiddleware)],
    )


def _answer(request: Request) -> Response:
    name = request.path_params["name"]
    code, _, rest = name.partition("-")
    language, page = find_language(code), rest.rpartition("-")[0]
    if language is not None and page in TRANSLATED | TEAM_PAGES:
        made = make_browser_texts(language, list_page_scripts(page))
        if made is not None and made.name == name:
            return Response(made.content, media_type="text/javascript")
    # A page of before an upgrade asks for what is no more: it is read in English until it is loaded again.
    return PlainTextResponse("no such texts", 404)
