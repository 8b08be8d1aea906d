"""``GET /r/{code}.png`` and ``.svg``: a short link as a QR code, to be printed."""

import asyncio
from collections.abc import Callable

from starlette.responses import PlainTextResponse, Response

from events.enums import Rejection
from http_server.qr_code import MEDIA_TYPES, draw_qr_code
from tracker.http.cookie_scope import find_scope
from tracker.http.public_address import find_authority, find_prefix, is_https
from tracker.http.request_head import RequestHead
from tracker.http.responses import convert_response, respond_outcome
from tracker.parsing.rejection import Rejected

# Private: the content depends on the host of the request.
_HEADERS = {"Cache-Control": "private, max-age=3600"}
# A picture takes milliseconds, a click microseconds: of the limit of an address it takes as much as so many clicks.
PICTURE_EVENTS = 10
MAX_KEPT, MAX_WAITING = 256, 16


class QrCodes:
    """Draws one picture after another, away from the event loop, and keeps the latest."""

    def __init__(self) -> None:
        self._kept: dict[tuple[str, str], bytes] = {}
        self._drawing = asyncio.Lock()
        self._waiting = 0

    async def draw(self, address: str, kind: str, is_allowed: Callable[[], bool]) -> bytes | Rejection:
        """The picture; a new one only if it ``is_allowed`` and few others are waiting."""
        if (address, kind) not in self._kept:
            if not is_allowed():
                return Rejection.RATE_LIMITED
            if self._waiting >= MAX_WAITING:
                return Rejection.OVERLOADED
            self._waiting += 1
            try:
                await self._keep(address, kind)
            finally:
                self._waiting -= 1
        return self._kept[address, kind]

    async def _keep(self, address: str, kind: str) -> None:
        async with self._drawing:
            if (address, kind) not in self._kept:
                picture = await asyncio.to_thread(draw_qr_code, address, kind)
                if len(self._kept) >= MAX_KEPT:
                    del self._kept[next(iter(self._kept))]
                self._kept[address, kind] = picture


async def answer_qr_code(
    pictures: QrCodes, head: RequestHead, code: str, configured: str, kind: str, is_allowed: Callable[[], bool]
) -> Response:
    """The QR code of the link's public address; ``configured`` is the tracker's address, empty: as requested."""
    address = f"{configured.rstrip('/')}/r/{code}" if configured else find_link_address(head, code)
    if not address:
        return PlainTextResponse("The Host header of this request is malformed.\n", 400)
    picture = await pictures.draw(address, kind, is_allowed)
    if isinstance(picture, Rejection):
        return convert_response(respond_outcome(0, [(0, Rejected("", picture))]))
    return Response(picture, media_type=MEDIA_TYPES[kind], headers=_HEADERS)


def find_link_address(head: RequestHead, code: str) -> str:
    """The address by which the browser reached the link; empty where ``Host`` is malformed."""
    authority = find_authority(head)
    scheme = "https" if is_https(head) else "http"
    return f"{scheme}://{authority.decode()}{find_prefix(head)}/r/{code}" if find_scope(authority) else ""
