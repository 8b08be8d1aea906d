"""``GET /prm.js``: the snippet as built, in the smallest encoding that the browser accepts, and its test panel."""

import gzip
import hashlib
import logging
import posixpath
from dataclasses import dataclass
from importlib.resources.abc import Traversable

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

logger = logging.getLogger(__name__)

# Fresh for an hour, then for a day stale while it is revalidated: a change reaches everybody within a day.
CACHE_CONTROL = "public, max-age=3600, stale-while-revalidate=86400"
# Under a path that names its bytes, for pages that embed it with an integrity hash.
CACHE_FOREVER = "public, max-age=31536000, immutable"
SCRIPT, PANEL = "prm.js", "prm_test.js"
_SUFFIXES = (("br", ".br"), ("gzip", ".gz"), ("", ""))
_DEFAULT_ENDPOINT = b'.endpoint||"e"'
_HEADERS = {
    "Vary": "Accept-Encoding",
    # For pages that embed it with an integrity hash, or are isolated from other origins.
    "Access-Control-Allow-Origin": "*",
    "Cross-Origin-Resource-Policy": "cross-origin",
}


@dataclass(frozen=True, slots=True)
class Build:
    """The bytes in one encoding and their strong tag."""

    encoding: str
    body: bytes
    etag: str


def load_builds(snippet: Traversable, endpoint: str = "", name: str = SCRIPT) -> list[Build]:
    """The builds, the smallest first; empty, with a warning in the log, if the snippet was not built.

    ``endpoint``, where beacons go as seen from the script's own address, stands in place of the default one.
    """
    directory = snippet.joinpath("dist")
    try:
        if endpoint:
            return _replace_endpoint(directory.joinpath(name).read_bytes(), endpoint)
        return [_make_build(encoding, directory.joinpath(name + suffix).read_bytes()) for encoding, suffix in _SUFFIXES]
    except FileNotFoundError as exc:
        logger.warning("%s is not built, run `make assets`: %s", name, exc)
        return []


def name_version(builds: list[Build]) -> str:
    """The path under which exactly these bytes are served forever; another build has another path."""
    raw = builds[-1].body if builds else b""
    return f"/prm-{hashlib.sha256(raw).hexdigest()[:12]}.js"


async def answer_script(builds: list[Build], request: Request, cache_control: str = CACHE_CONTROL) -> Response:
    """200, or 304 where the browser has it already."""
    if not builds:
        return PlainTextResponse("prm.js is not built; run `make assets`.\n", 503)
    build = _choose_build(builds, request.headers.get("accept-encoding", ""))
    headers = {**_HEADERS, "Cache-Control": cache_control, "ETag": build.etag}
    known = {tag.strip().removeprefix("W/") for tag in request.headers.get("if-none-match", "").split(",")}
    if build.etag in known or "*" in known:
        return Response(status_code=304, headers=headers)
    if build.encoding:
        headers["Content-Encoding"] = build.encoding
    return Response(build.body, headers=headers, media_type="text/javascript")


def find_endpoint(script_path: str, beacon_path: str) -> str:
    """The beacon's path as seen from the script's, so that both may stand behind any prefix of a proxy."""
    return posixpath.relpath(beacon_path, posixpath.dirname(script_path))


def _replace_endpoint(script: bytes, endpoint: str) -> list[Build]:
    if script.count(_DEFAULT_ENDPOINT) != 1:
        raise ValueError(f"prm.js does not name its endpoint as {_DEFAULT_ENDPOINT.decode()}")
    moved = script.replace(_DEFAULT_ENDPOINT, f'.endpoint||"{endpoint}"'.encode())
    return [_make_build("gzip", gzip.compress(moved, mtime=0)), _make_build("", moved)]


def _make_build(encoding: str, body: bytes) -> Build:
    return Build(encoding, body, f'"{hashlib.sha256(body).hexdigest()[:20]}"')


def _choose_build(builds: list[Build], accepted: str) -> Build:
    codings = [coding.strip().lower().replace(" ", "") for coding in accepted.split(",")]
    allowed = {coding.partition(";")[0] for coding in codings if not coding.endswith((";q=0", ";q=0.0"))}
    return next(build for build in builds if not build.encoding or build.encoding in allowed)
