"""The texts of the scripts, filled in and in the form that a number needs, as a browser makes them."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, Route

from languages.browser_texts import PageScripts, make_browser_texts
from languages.catalogues import load_texts
from languages.language import Language
from tests.fixtures.browser import open_profile

ASSETS = Path(__file__).parents[2] / "console" / "assets"
EVERY = PageScripts(
    "every",
    frozenset(f"console/assets/{path.name}" for path in ASSETS.glob("*.js")),
    frozenset({"commission_state", "payment_state"}),
)
ORIGIN = "http://assets.example"
NUMBERS = [*range(26), 100, 101, 102, 104, 105, 111, 112, 121, 122, 1001, 1_000_000]
CLICKS = ("{number} click", "{number} clicks")

pytestmark = pytest.mark.browser
Run = Callable[[str, Any], Any]


@pytest.fixture
def run_in(browser: Browser) -> Iterator[Callable[[Language], Run]]:
    """Runs a function of the module ``texts.js`` on an empty page of a language."""
    with open_profile(browser, locale="en-GB") as profile:

        def start(language: Language) -> Run:
            page = profile.new_page()
            page.route(f"{ORIGIN}/**", lambda route: _answer(route, language))
            page.goto(f"{ORIGIN}/")
            return lambda call, given: _run(page, call, given)

        yield start


def _answer(route: Route, language: Language) -> None:
    name = route.request.url.removeprefix(f"{ORIGIN}/")
    made = make_browser_texts(language, EVERY)
    script = "<script src='/set'></script>" if made else ""
    if name == "":
        route.fulfill(body=f"<!doctype html><html lang='{language}'>{script}", content_type="text/html; charset=utf-8")
    else:
        body = made.content if made and name == "set" else (ASSETS / name).read_text()
        route.fulfill(body=body, content_type="text/javascript; charset=utf-8")


def _run(page: Page, call: str, given: Any) -> Any:
    return page.evaluate(
        f"async given => {{ const {{ t, tn, tc }} = await import('/texts.js'); return {call} }}", given
    )


@pytest.mark.parametrize("language", Language)
def test_a_number_has_the_form_that_gettext_gives_it(run_in: Callable[[Language], Run], language: Language) -> None:
    run, texts = run_in(language), load_texts(language)
    shown = run("given.map(number => tn('{number} click', '{number} clicks', number))", NUMBERS)
    assert shown == [texts.ngettext(*CLICKS, number) for number in NUMBERS]


def test_a_part_has_the_form_of_a_part(run_in: Callable[[Language], Run]) -> None:
    call = "tn('{number} sale', '{number} sales', 1.5, { number: given })"
    assert run_in(Language.ENGLISH)(call, "1.50") == "1.50 sales"
    assert run_in(Language.POLISH)(call, "1,50") == "1,50 sprzedaży"
    assert run_in(Language.RUSSIAN)(call, "1,50") == "1,50 продажи"


def test_values_are_filled_in_as_they_are(run_in: Callable[[Language], Run]) -> None:
    run = run_in(Language.RUSSIAN)
    assert run("t('until {day}', { day: given })", "{day} $& <b>") == "до {day} $& <b>"
    assert run("t('until {day}')", None) == "до {day}"
    assert run("t('from {first} to {last}, sale by sale', { first: given })", "1").startswith("с 1 по {last}")


def test_a_word_is_that_of_its_list_and_english_where_there_is_none(run_in: Callable[[Language], Run]) -> None:
    run = run_in(Language.POLISH)
    assert run("[tc('payment_state', given), tc('commission_state', given)]", "Paid") == ["Wypłacono", "Wypłacono"]
    assert run("[t(given), tc('payment_state', given), tn(given, 'many', 2)]", "Unheard") == [
        "Unheard",
        "Unheard",
        "many",
    ]
