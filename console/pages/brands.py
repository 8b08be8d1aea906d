"""The stylesheet and the logo of a site, which are served to everybody."""

from sqlalchemy.orm import Session
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from console.cabinet_hosts import is_served
from console.pages.renderer import PageDependencies
from database.sessions import begin_read
from registry.accents import make_accent
from registry.brands import find_logo, find_site_by_key
from registry.models import Site

_CSS = """:root {{ --accent: {0.light}; --accent-text: {0.on_light}; --link: {0.light}; --focus: {0.light}; }}
@media screen and (prefers-color-scheme: dark) {{
  :root {{ --accent: {0.dark}; --accent-text: {0.on_dark}; --link: {0.dark}; --focus: {0.dark}; }}
}}
"""


def show_stylesheet(dependencies: PageDependencies, request: Request) -> Response:
    """The colours of one site in place of prm's."""
    with begin_read(dependencies.registry_sessions) as session:
        accent = _find_site(session, request).accent
    if not accent:
        raise HTTPException(404)
    return _answer(request, _CSS.format(make_accent(accent)).encode(), "text/css; charset=utf-8", accent[1:])


def show_logo(dependencies: PageDependencies, request: Request) -> Response:
    """A PNG that prm has drawn itself."""
    with begin_read(dependencies.registry_sessions) as session:
        site = _find_site(session, request)
        content, tag = find_logo(session, site.id), site.logo_hash
    if not content:
        raise HTTPException(404)
    return _answer(request, content, "image/png", tag)


def _find_site(session: Session, request: Request) -> Site:
    """By its public key, so that nobody counts sites; under a site's own host no other one."""
    site = find_site_by_key(session, request.path_params["site_key"])
    if site is None or not is_served(request, site.id):
        raise HTTPException(404)
    return site


def _answer(request: Request, content: bytes, media_type: str, tag: str) -> Response:
    headers = {"ETag": f'"{tag}"'}
    if headers["ETag"] in request.headers.get("if-none-match", ""):
        return Response(status_code=304, headers=headers)
    return Response(content, media_type=media_type, headers=headers)
