"""``GET /r/{code}.png`` and ``.svg``: a short link as a QR code, to be printed."""

from functools import lru_cache
from io import BytesIO

import segno
from starlette.responses import PlainTextResponse, Response

from events.snapshot import EdgeLink
from tracker.edge import Edge
from tracker.http.body import Headers
from tracker.http.cookie_scope import find_scope
from tracker.http.public_address import Peer, find_authority, find_prefix, is_https

MEDIA_TYPES = {"png": "image/png", "svg": "image/svg+xml"}
# Private: what it says depends on the host that was asked.
_HEADERS = {"Cache-Control": "private, max-age=3600", "X-Content-Type-Options": "nosniff"}
# The quiet zone of the standard (ISO/IEC 18004), and edges long enough for a poster.
_BORDER_MODULES, _MODULE_PIXELS = 4, 12


def answer_picture(edge: Edge, peer: Peer, headers: Headers, link: EdgeLink, kind: str) -> Response:
    """The picture of the link's public address."""
    address = find_link_address(edge, peer, headers, link)
    if not address:
        return PlainTextResponse("The Host of this request is none.\n", 400)
    return Response(_draw(address, kind), media_type=MEDIA_TYPES[kind], headers=_HEADERS)


def find_link_address(edge: Edge, peer: Peer, headers: Headers, link: EdgeLink) -> str:
    """On the site's own host as it was asked for; else on the tracker's configured address, or as it was asked for."""
    authority = find_authority(edge, peer, headers)
    scope, configured = find_scope(authority), edge.settings.tracker_url
    if configured and link.site_id not in edge.registry.index.own_sites.get(scope, ()):
        return f"{configured.rstrip('/')}/r/{link.code}"
    scheme = "https" if is_https(edge, peer, headers) else "http"
    prefix = find_prefix(edge, peer, headers)
    return f"{scheme}://{authority.decode()}{prefix}/r/{link.code}" if scope else ""


@lru_cache(256)
def _draw(address: str, kind: str) -> bytes:
    picture = BytesIO()
    segno.make(address, error="m", micro=False).save(picture, kind=kind, scale=_MODULE_PIXELS, border=_BORDER_MODULES)
    return picture.getvalue()
