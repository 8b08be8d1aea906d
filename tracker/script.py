"""``GET /prm.js``: the snippet as it was built, in the encoding that the browser likes best."""

import hashlib
import logging
from dataclasses import dataclass
from importlib.resources.abc import Traversable

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

logger = logging.getLogger(__name__)

# An hour, then for a day the old one while the new one is fetched: a change reaches everybody within a day.
CACHE_CONTROL = "public, max-age=3600, stale-while-revalidate=86400"
_BUILDS = (("br", "prm.js.br"), ("gzip", "prm.js.gz"), ("", "prm.js"))
_HEADERS = {
    "Cache-Control": CACHE_CONTROL,
    "Vary": "Accept-Encoding",
    # For pages that embed it with an integrity hash, or are isolated from other origins.
    "Access-Control-Allow-Origin": "*",
    "Cross-Origin-Resource-Policy": "cross-origin",
    "X-Content-Type-Options": "nosniff",
}


@dataclass(frozen=True, slots=True)
class Build:
    """The bytes in one encoding and their strong tag."""

    encoding: str
    body: bytes
    etag: str


def load_script(snippet: Traversable) -> list[Build]:
    """The builds, the smallest first; empty, with a word in the log, if the snippet was not built."""
    directory = snippet.joinpath("dist")
    try:
        return [_make_build(encoding, directory.joinpath(name).read_bytes()) for encoding, name in _BUILDS]
    except FileNotFoundError as exc:
        logger.warning("prm.js is not built, run `make assets`: %s", exc)
        return []


async def answer_script(builds: list[Build], request: Request) -> Response:
    """200, or 304 where the browser has it already."""
    if not builds:
        return PlainTextResponse("prm.js is not built; run `make assets`.\n", 503)
    build = _choose_build(builds, request.headers.get("accept-encoding", ""))
    headers = {**_HEADERS, "ETag": build.etag}
    known = {tag.strip().removeprefix("W/") for tag in request.headers.get("if-none-match", "").split(",")}
    if build.etag in known or "*" in known:
        return Response(status_code=304, headers=headers)
    if build.encoding:
        headers["Content-Encoding"] = build.encoding
    return Response(build.body, headers=headers, media_type="text/javascript")


def _make_build(encoding: str, body: bytes) -> Build:
    return Build(encoding, body, f'"{hashlib.sha256(body).hexdigest()[:20]}"')


def _choose_build(builds: list[Build], accepted: str) -> Build:
    words = [word.strip().lower().replace(" ", "") for word in accepted.split(",")]
    liked = {word.partition(";")[0] for word in words if not word.endswith((";q=0", ";q=0.0"))}
    return next(build for build in builds if not build.encoding or build.encoding in liked)
