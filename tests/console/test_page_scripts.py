"""A page gets the texts of the scripts that it runs, and no others."""

import re
from pathlib import Path

import pytest

from console.pages.page_language import TEAM_PAGES, TRANSLATED
from console.pages.page_scripts import ASSETS, list_page_files, list_page_scripts, read_pages
from languages.browser_texts import make_browser_texts
from languages.extraction import LISTS
from languages.language import Language


def _name(path: str) -> str:
    return Path(path).stem


def test_a_page_runs_its_own_scripts_and_those_that_these_import() -> None:
    overview = {_name(path) for path in list_page_scripts("overview").paths}
    # Its own, which it loads when it is opened; one of these; one of the frame; one that the frame loads.
    assert {"overview", "overview_lists", "search", "views"} <= overview
    assert not overview & {"cabinet_home", "payouts"}
    assert {_name(path) for path in list_page_scripts("sign-in").paths} < overview
    # The frame loads the menu of views only where a page has one.
    assert "views" not in {_name(path) for path in list_page_scripts("partner").paths}


def test_every_page_of_the_table_has_its_scripts() -> None:
    pages, frame = read_pages(), list_page_scripts("sign-in").paths
    assert len(pages) > 30
    assert [page for page in pages if not list_page_scripts(page).paths > frame] == []
    assert pages.keys() <= TRANSLATED | TEAM_PAGES


@pytest.mark.parametrize("page", sorted(read_pages()))
def test_a_page_of_the_table_starts_what_its_module_has(page: str) -> None:
    module, start = read_pages()[page]
    assert re.search(
        rf"^export (?:async )?function {start}\(|^export const {start} = ", (ASSETS / module).read_text(), re.M
    )


def test_a_page_without_a_script_of_its_own_loads_that_of_the_frame_alone() -> None:
    assert list_page_files("sign-in") == ["frame.js"]
    assert list_page_files("overview") == ["frame.js", "page-overview.js"]


def test_a_page_gets_the_words_of_the_lists_that_its_scripts_name() -> None:
    assert "payment_state" in list_page_scripts("cabinet-payouts").lists
    assert "payment_state" not in list_page_scripts("overview").lists


@pytest.mark.parametrize("page", sorted(TRANSLATED | TEAM_PAGES))
def test_no_list_that_a_translated_page_shows_is_left_in_english(page: str) -> None:
    scripts = [path for path in list_page_scripts(page).paths if path.endswith(".js")]
    text = "".join((ASSETS / f"{_name(path)}.js").read_text() for path in scripts)
    text = re.sub(r"^\s*//.*$", "", text, flags=re.MULTILINE)
    shown = set(re.findall(r"\b(?:label|badge|listOptions)\('(\w+)'", text))
    assert sorted(shown - set(LISTS)) == []


def test_texts_of_other_pages_are_left_out() -> None:
    made = {page: make_browser_texts(Language.POLISH, list_page_scripts(page)) for page in ("overview", "sign-in")}
    overview, sign_in = (each.content if each else "" for each in made.values())
    assert "Nothing waits for you." in overview
    assert "Nothing waits for you." not in sign_in
    assert "Copied" in sign_in
    # What the API objects to, in English, is said in their language to partners alone.
    assert "answer this question" not in overview + sign_in
    profile = make_browser_texts(Language.POLISH, list_page_scripts("cabinet-profile"))
    assert profile is not None
    assert "answer this question" in profile.content
