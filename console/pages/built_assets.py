"""Scripts and styles that the build made, at addresses that change with them: a browser asks for each once."""

import hashlib
from mimetypes import guess_type
from pathlib import Path

from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.middleware.gzip import GZipMiddleware
from starlette.responses import Response
from starlette.routing import Mount
from starlette.staticfiles import StaticFiles
from starlette.types import ASGIApp, Receive, Scope, Send

from console.pages.headers import KEPT_FOREVER, PageHeaders

STATIC = Path(__file__).parents[1] / "static"
BUILT = STATIC / "dist"
_PATH = "/static/dist"


def find_built_path(built: Path = BUILT) -> str:
    """Where the files of now are served: scripts name each other beside themselves, so all change together."""
    found = hashlib.sha256()
    for path in sorted(built.glob("*.*")):
        found.update(f"{path.name}\n".encode() + path.read_bytes())
    return f"{_PATH}/{found.hexdigest()[:12]}"


def show_built_assets(built_path: str, built: Path = BUILT) -> list[Mount]:
    """Those of now at their own path; at others, of pages from before an upgrade, the same to be asked for again."""
    return [
        _mount(built_path, _FilesOfNow(built), KEPT_FOREVER),
        _mount(f"{_PATH}/{{other}}", _open_directory(built), "no-cache"),
        _mount("/static", _open_directory(STATIC), "no-cache"),
    ]


class _FilesOfNow:
    """As they were at the start: an upgrade replaces them before the console is restarted."""

    def __init__(self, directory: Path) -> None:
        self._contents = {path.name: path.read_bytes() for path in directory.glob("*.*")}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One of the files; whoever asks for another gets what the application answers."""
        name = scope["path"].removeprefix(f"{scope['root_path']}/")
        if name not in self._contents or scope["method"] not in ("GET", "HEAD"):
            raise HTTPException(404)
        await Response(self._contents[name], media_type=guess_type(name)[0])(scope, receive, send)


def _open_directory(directory: Path) -> StaticFiles:
    """It is made by the build."""
    return StaticFiles(directory=directory, check_dir=False)


def _mount(path: str, files: ASGIApp, cache_control: str) -> Mount:
    middleware = [Middleware(PageHeaders, cache_control=cache_control), Middleware(GZipMiddleware)]
    return Mount(path, files, middleware=middleware)
