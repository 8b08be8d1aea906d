"""Each page of the team loads every text that its scripts show."""

import json
import re
from collections.abc import Iterator
from functools import cache

import pytest

from console.pages.page_language import TEAM_PAGES
from languages.browser_texts import Audience, make_browser_texts
from languages.catalogues import read_catalogue
from languages.extraction import ROOT
from languages.language import Language
from languages.team_parts import PARTS

ASSETS = ROOT / "console" / "assets"
CONSOLE = (ASSETS / "console.js").read_text()
_IMPORT = re.compile(r"(?:from |import\()'\./(\w+)\.js'")
_SHOWN_LIST = re.compile(r"\b(?:label|listOptions|badge|tc)\('(\w+)'")


def find_start(page: str) -> str:
    """The script with the start function of a page."""
    name = re.escape(page) if page.isalpha() else f"'{re.escape(page)}'"
    entry = re.search(rf"^  {name}: (.*),$", CONSOLE, re.MULTILINE)
    assert entry, page
    loaded = _IMPORT.search(entry[1])
    if loaded:
        return loaded[1]
    imported = re.search(rf"import \{{[^}}]*\b{entry[1]}\b[^}}]*\}} from '\./(\w+)\.js'", CONSOLE)
    assert imported, page
    return imported[1]


@cache
def read_script(name: str) -> str:
    """Without its comments, which show how it is called."""
    return re.sub(r"^\s*//.*$", "", (ASSETS / f"{name}.js").read_text(), flags=re.MULTILINE)


def list_scripts(page: str) -> set[str]:
    """What the start of a page imports, and what the frame around it does, but for the menu of views."""
    found, left = set[str](), [find_start(page), "shell"]
    while left:
        name = left.pop()
        if name not in found:
            found.add(name)
            left += [each for each in _IMPORT.findall(read_script(name)) if each != "views"]
    template = (ROOT / "console" / "pages" / "templates" / f"{page.replace('-', '_')}.html").read_text()
    return found | ({"views", "report_mails"} if "has_views" in template else set())


def list_shown(page: str) -> Iterator[str]:
    """The keys of the texts of a page's scripts, and of the lists that they name."""
    scripts = list_scripts(page)
    lists = {each for name in scripts for each in _SHOWN_LIST.findall(read_script(name))}
    for message in read_catalogue(Language.POLISH):
        paths = {path for path, _ in message.locations}
        text = message.id[0] if isinstance(message.id, tuple) else message.id
        if message.context in lists:
            yield f"{message.context}\u0004{text}"
        elif text and not message.context and paths & {f"console/assets/{name}.js" for name in scripts}:
            yield str(text)


@pytest.mark.parametrize("page", sorted(TEAM_PAGES))
def test_a_page_has_the_texts_of_its_scripts(page: str) -> None:
    made = make_browser_texts(Language.POLISH, Audience.TEAM, page)
    assert made is not None
    texts, shown = json.loads(made.content.partition("=")[2]), list(list_shown(page))
    assert len(shown) > 20
    assert [key for key in shown if key not in texts] == []


def test_a_script_or_a_list_is_in_one_part_and_there() -> None:
    scripts = [script for part in PARTS for script in part.scripts]
    lists = [each for part in PARTS for each in part.lists]
    assert len(scripts) == len(set(scripts))
    assert len(lists) == len(set(lists))
    assert all((ASSETS / f"{script}.js").exists() for script in scripts)
