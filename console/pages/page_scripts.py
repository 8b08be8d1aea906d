"""Which scripts a page runs: the file that the build makes for it, and the modules in it, whose texts it needs."""

import json
import re
from collections.abc import Iterable, Iterator, Mapping, Set
from functools import cache
from pathlib import Path

from languages.browser_texts import PageScripts

ASSETS = Path(__file__).parents[1] / "assets"
TEMPLATES = Path(__file__).parent / "templates"
_IMPORT = re.compile(r"(?:from |import\()'\./(\w+\.js)'")
# A list of labels.js that a script names: label('role', …), badge('role', …), { status: 'partner_status' }.
_WORD = re.compile(r"'([a-z_]+)'")
# What the API objects to, in English, is said in their language to partners.
_REASONS, _OF_PARTNERS = "console/pages/reasons.py", "cabinet-"
# The module and start function of each page that has a script of its own; the build reads it as well.
_PAGES = "pages.json"
_FRAME, _LABELS = "frame.js", "labels.js"
# The frame loads it once somebody opens the menu of saved views, which few pages have.
_VIEWS, _HAS_VIEWS = "views.js", "has_views"


def list_page_files(page: str) -> list[str]:
    """The built files that the page loads, of which the last needs those before it."""
    return [_FRAME, *([f"page-{page}.js"] if page in read_pages() else [])]


@cache
def list_page_scripts(page: str) -> PageScripts:
    """Of a page without a script of its own, those of the frame."""
    module, _ = read_pages().get(page, (_FRAME, ""))
    paths = _follow({_FRAME, module}, frozenset() if _has_views(page) else {_VIEWS})
    named = {word for path in paths for word in _WORD.findall(_read(path))} if _LABELS in paths else set()
    sources = {f"console/assets/{path}" for path in paths} | ({_REASONS} if page.startswith(_OF_PARTNERS) else set())
    return PageScripts(page, frozenset(sources), frozenset(named))


@cache
def read_pages() -> Mapping[str, tuple[str, str]]:
    """The module and start function of each page that has a script of its own."""
    return {page: (module, start) for page, (module, start) in json.loads(_read(_PAGES)).items()}


def _has_views(page: str) -> bool:
    template = TEMPLATES / f"{page.replace('-', '_')}.html"
    return _HAS_VIEWS in template.read_text(encoding="utf-8")


def _follow(first: Iterable[str], left_out: Set[str]) -> frozenset[str]:
    """These modules and all that they import, but for those left out."""
    found: set[str] = set()
    open_paths = set(first)
    while open_paths:
        found |= open_paths
        open_paths = {each for path in open_paths for each in _list_imports(path)} - found - left_out
    return frozenset(found)


def _list_imports(path: str) -> Iterator[str]:
    return (found[1] for found in _IMPORT.finditer(_read(path)))


@cache
def _read(path: str) -> str:
    return (ASSETS / path).read_text(encoding="utf-8")
