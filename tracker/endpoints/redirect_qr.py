"""``GET /r/{code}.png`` and ``.svg``: a short link as a QR code, to be printed."""

from functools import lru_cache
from io import BytesIO

import segno
from starlette.responses import PlainTextResponse, Response

from tracker.http.cookie_scope import find_scope
from tracker.http.public_address import find_authority, find_prefix, is_https
from tracker.http.request_head import RequestHead

MEDIA_TYPES = {"png": "image/png", "svg": "image/svg+xml"}
# Private: the content depends on the host of the request.
_HEADERS = {"Cache-Control": "private, max-age=3600", "X-Content-Type-Options": "nosniff"}
# The quiet zone of the standard (ISO/IEC 18004), and edges long enough for a poster.
_BORDER_MODULES, _MODULE_PIXELS = 4, 12


def answer_qr_code(head: RequestHead, code: str, configured: str, kind: str) -> Response:
    """The QR code of the link's public address; ``configured`` is the tracker's address, empty: as requested."""
    address = f"{configured.rstrip('/')}/r/{code}" if configured else find_link_address(head, code)
    if not address:
        return PlainTextResponse("The Host header of this request is malformed.\n", 400)
    return Response(_draw(address, kind), media_type=MEDIA_TYPES[kind], headers=_HEADERS)


def find_link_address(head: RequestHead, code: str) -> str:
    """The address by which the browser reached the link; empty where ``Host`` is malformed."""
    authority = find_authority(head)
    scheme = "https" if is_https(head) else "http"
    return f"{scheme}://{authority.decode()}{find_prefix(head)}/r/{code}" if find_scope(authority) else ""


@lru_cache(256)
def _draw(address: str, kind: str) -> bytes:
    picture = BytesIO()
    segno.make(address, error="m", micro=False).save(picture, kind=kind, scale=_MODULE_PIXELS, border=_BORDER_MODULES)
    return picture.getvalue()
