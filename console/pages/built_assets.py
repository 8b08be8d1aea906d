"""Scripts and styles that the build made, at addresses that change with them: a browser asks for each once."""

import hashlib
from pathlib import Path

from starlette.middleware import Middleware
from starlette.middleware.gzip import GZipMiddleware
from starlette.routing import Mount
from starlette.staticfiles import StaticFiles

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


def show_built_assets(built_path: str) -> list[Mount]:
    """Those of now at their own path; at others, of pages from before an upgrade, the same to be asked for again."""
    return [
        _mount(built_path, BUILT, KEPT_FOREVER),
        _mount(f"{_PATH}/{{other}}", BUILT, "no-cache"),
        _mount("/static", STATIC, "no-cache"),
    ]


def _mount(path: str, directory: Path, cache_control: str) -> Mount:
    middleware = [Middleware(PageHeaders, cache_control=cache_control), Middleware(GZipMiddleware)]
    # The directory is made by the build.
    return Mount(path, StaticFiles(directory=directory, check_dir=False), middleware=middleware)
