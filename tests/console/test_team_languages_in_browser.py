"""A team member works with customers, partners, links, programs and applications in Polish and in Russian."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from playwright.sync_api import Page, expect

from database.sessions import Sessions, begin_change
from earnings.storage import save_terms
from languages.language import Language
from registry.application_forms import find_form
from registry.applications import AcceptedTerms, GivenApplication, create_application
from registry.promo_codes import create_promo_code
from registry.sites import get_program
from tests.console.conftest import Shop
from tests.console.member_language import reading_in
from tests.fixtures.axe import find_barriers
from tests.fixtures.event_rows import at

pytestmark = pytest.mark.browser
# Words of English texts that a page in another language has nowhere: what is missing in a catalogue stays English.
_ENGLISH = re.compile(
    r"\b(?:the|your|you|of|and|from|with|until|is|are|all|sales|clicks|partners|payouts|show)\b", re.I
)
RULES = {"rewards": [{"id": "sale", "event": "sale", "percent": "10"}]}
PHONE, DESK = {"width": 390, "height": 844}, {"width": 1280, "height": 900}


@dataclass(frozen=True, slots=True)
class Reader:
    """A language, and what is read in it."""

    language: Language
    customers: str
    why: str
    trace: str
    partners: str
    tabs: tuple[str, ...]
    create: str
    cancel: str
    links: str
    programs: str
    earn: str
    words: str
    applications: str
    accept: str


POLISH = Reader(
    language=Language.POLISH,
    customers="Klienci",
    why="Dlaczego",
    trace="Pokaż cały przebieg",
    partners="Partnerzy",
    tabs=("Przegląd", "Linki i kody", "Konwersje", "Zarobki", "Notatki", "Ryzyko"),
    create="Dodaj partnera",
    cancel="Anuluj",
    links="Linki i kody",
    programs="Programy",
    earn="10% każdej sprzedaży",
    words="Słowami",
    applications="Zgłoszenia",
    accept="Przyjmij: Ada Blog",
)
RUSSIAN = Reader(
    language=Language.RUSSIAN,
    customers="Клиенты",
    why="Почему",
    trace="Показать весь ход",
    partners="Партнёры",
    tabs=("Обзор", "Ссылки и коды", "Конверсии", "Заработок", "Заметки", "Риски"),
    create="Создать партнёра",
    cancel="Отмена",
    links="Ссылки и коды",
    programs="Программы",
    earn="10 % от каждой продажи",
    words="Словами",
    applications="Заявки",
    accept="Принять: Ada Blog",
)


@pytest.fixture(scope="module")
def program_id(registry_sessions: Sessions, shop: Shop) -> int:
    """The site's program, with terms, an application and a promo code."""
    with begin_change(registry_sessions) as session:
        program = get_program(session, shop.site_id)
        moment = at("2026-01-01T00:00:00")
        save_terms(session.connection(), shop.site_id, program.id, RULES, "member:1", moment)
        given = GivenApplication("Ada Blog", "ada@blog.example", "https://blog.example", {})
        form = find_form(session, shop.site_id, program.id)
        create_application(session, shop.site_id, form, given, AcceptedTerms(), moment, created_by="page")
        create_promo_code(session, shop.site_id, shop.bob_id, "BOB10")
        return program.id


@pytest.fixture(params=[POLISH, RUSSIAN], ids=lambda each: each.language.value)
def reader(request: pytest.FixtureRequest, registry_sessions: Sessions, shop: Shop) -> Iterator[Reader]:
    """The marketer has set the language."""
    chosen: Reader = request.param
    with reading_in(registry_sessions, shop.member_id, chosen.language.value):
        yield chosen


def expect_page(page: Page, reader: Reader, heading: str) -> None:
    """The page is in the language of the reader, whole."""
    expect(page.locator("html")).to_have_attribute("lang", reader.language.value)
    expect(page.get_by_role("heading", level=1)).to_have_text(heading)
    expect_words(page)


def expect_words(page: Page) -> None:
    expect(page.locator("main .skeleton:visible, dialog .skeleton:visible")).to_have_count(0)
    assert _ENGLISH.findall(page.locator("body").inner_text()) == []


def expect_no_sideways_scrolling(page: Page) -> None:
    """On a phone, and nothing hinders people there."""
    page.set_viewport_size(PHONE)  # type: ignore[arg-type]
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    assert find_barriers(page) == []
    page.set_viewport_size(DESK)  # type: ignore[arg-type]


def test_customers_and_why_one_is_credited(signed_in: Page, console_url: str, reader: Reader) -> None:
    signed_in.goto(f"{console_url}/conversions")
    expect(signed_in.locator("#conversions tbody tr").first).to_be_visible()
    expect_page(signed_in, reader, reader.customers)
    expect_no_sideways_scrolling(signed_in)
    signed_in.locator("#conversions [data-open]").first.click()
    drawer = signed_in.locator("dialog.drawer")
    expect(drawer.get_by_role("heading", name=reader.why)).to_be_visible()
    expect(drawer.locator("ol.history li").first).to_be_visible()
    expect_words(signed_in)
    expect_no_sideways_scrolling(signed_in)
    drawer.get_by_role("button", name=reader.trace).click()
    expect(signed_in.locator("#why table")).to_be_visible()
    expect_words(signed_in)


def test_partners_and_each_part_of_the_page_of_one(
    signed_in: Page, console_url: str, reader: Reader, shop: Shop, program_id: int
) -> None:
    signed_in.goto(f"{console_url}/partners")
    expect(signed_in.locator("#partners tbody tr").first).to_be_visible()
    expect_page(signed_in, reader, reader.partners)
    signed_in.locator("#partners tbody [type=checkbox]").first.check()
    expect_no_sideways_scrolling(signed_in)
    signed_in.get_by_role("button", name=reader.create).click()
    expect_words(signed_in)
    signed_in.get_by_role("dialog").get_by_role("button", name=reader.cancel).click()
    signed_in.goto(f"{console_url}/partners/{shop.bob_id}")
    expect(signed_in.locator("[data-acts] button").first).to_be_visible()
    for tab in reader.tabs:
        signed_in.get_by_role("tab", name=tab).click()
        expect(signed_in.get_by_role("tabpanel", name=tab)).to_be_visible()
        expect_page(signed_in, reader, "Bob")
        expect_no_sideways_scrolling(signed_in)


def test_links_and_promo_codes(signed_in: Page, console_url: str, reader: Reader, program_id: int) -> None:
    signed_in.goto(f"{console_url}/links")
    expect(signed_in.locator("#promo-codes tbody tr").first).to_be_visible()
    expect_page(signed_in, reader, reader.links)
    expect_no_sideways_scrolling(signed_in)


def test_programs_and_new_terms_in_words(signed_in: Page, console_url: str, reader: Reader, program_id: int) -> None:
    signed_in.goto(f"{console_url}/programs")
    expect(signed_in.locator("main tbody tr")).to_contain_text(reader.earn)
    expect_page(signed_in, reader, reader.programs)
    expect_no_sideways_scrolling(signed_in)
    signed_in.goto(f"{console_url}/programs/{program_id}?terms=new")
    expect(signed_in.get_by_role("region", name=reader.words)).to_contain_text(reader.earn)
    signed_in.locator("details.advanced summary").click()
    expect(signed_in.locator("[data-sample] dd").first).to_be_visible()
    expect(signed_in.locator("html")).to_have_attribute("lang", reader.language.value)
    expect_words(signed_in)
    expect_no_sideways_scrolling(signed_in)


def test_applications(signed_in: Page, console_url: str, reader: Reader, program_id: int) -> None:
    signed_in.goto(f"{console_url}/partners/applications")
    expect(signed_in.get_by_role("link", name=reader.applications)).to_have_attribute("aria-current", "page")
    expect_page(signed_in, reader, reader.partners)
    expect_no_sideways_scrolling(signed_in)
    signed_in.get_by_role("button", name=reader.accept).click()
    expect_words(signed_in)
    expect(signed_in.get_by_role("dialog")).to_be_visible()
