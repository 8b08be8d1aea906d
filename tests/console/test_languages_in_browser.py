"""The way of a partner through his own pages in Polish and in Russian, in a real browser."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO

import pytest
from playwright.sync_api import Browser, Page, expect
from pypdf import PdfReader

from database.sessions import Sessions, begin_change
from languages.language import Language
from registry.partners import update_partner
from tests.console.cabinet_shop import earn
from tests.console.conftest import Shop
from tests.console.signing_in import make_link
from tests.console.writes import writing
from tests.fixtures.axe import find_barriers
from tests.fixtures.browser import open_profile
from warehouse.interface import Warehouse

pytestmark = pytest.mark.browser
PAGES = ("", "/links", "/earnings", "/payouts", "/profile")
# Words of English texts that a page in another language has nowhere: what is missing in a catalogue stays English.
_ENGLISH = re.compile(r"\b(?:the|your|you|and|until|sales|payout|payouts|pending|copy|show|page|password)\b", re.I)


@dataclass(frozen=True, slots=True)
class Reader:
    """A browser of a language, and what Alice reads in it on her way."""

    language: Language
    locale: str
    hello: str
    earned: str
    links: str
    address: str
    make: str
    elsewhere: str
    made: str
    figures: str
    earnings: str
    until: str
    pending: str
    computed: str
    rate: str
    payouts: str
    pdf: str
    statement: str
    how: str
    next: str
    holder: str
    save: str
    wait: str


POLISH = Reader(
    language=Language.POLISH,
    locale="pl-PL",
    hello="Witaj, Alice <Blog>",
    earned="Zarobiono w tym miesiącu",
    links="Linki",
    address="Adres strony",
    make="Utwórz link",
    elsewhere="Do tej strony nie można utworzyć linku: to nie jest strona shop.example.",
    made="Twój link: ",
    figures="0 kliknięć · 0 sprzedaży",
    earnings="Zarobki",
    until="do ",
    pending="Oczekuje",
    computed="Jak to obliczono",
    rate="10% wartości sprzedaży.",
    payouts="Wypłaty",
    pdf="PDF: ",
    statement="Zestawienie S-",
    how="Podaj sposób wypłaty",
    next="Dalej",
    holder="Właściciel rachunku",
    save="Zapisz",
    wait="zmiana czeka 72 godziny",
)
RUSSIAN = Reader(
    language=Language.RUSSIAN,
    locale="ru-RU",
    hello="Здравствуйте, Alice <Blog>",
    earned="Заработано в этом месяце",
    links="Ссылки",
    address="Адрес страницы",
    make="Создать ссылку",
    elsewhere="На эту страницу нельзя создать ссылку: это не страница shop.example.",
    made="Ваша ссылка: ",
    figures="0 переходов · 0 продаж",
    earnings="Заработок",
    until="до ",
    pending="Ожидает",
    computed="Как это рассчитано",
    rate="10 % от суммы продажи.",
    payouts="Выплаты",
    pdf="PDF: ",
    statement="Отчёт S-",
    how="Указать способ выплаты",
    next="Далее",
    holder="Владелец счёта",
    save="Сохранить",
    wait="изменение ждёт 72 часа",
)


@pytest.fixture(scope="module", autouse=True)
def earned(console_url: str, figures: Warehouse, registry_sessions: Sessions, shop: Shop) -> None:
    """Alice has sales, one of which the shop reported, and a bonus."""
    earn(console_url, figures, registry_sessions, shop)


@pytest.fixture(params=[POLISH, RUSSIAN], ids=lambda reader: reader.language.value)
def reader(request: pytest.FixtureRequest) -> Reader:
    """Each in turn."""
    found: Reader = request.param
    return found


@pytest.fixture
def alice(
    browser: Browser, reader: Reader, console_url: str, registry_sessions: Sessions, shop: Shop
) -> Iterator[Page]:
    """A browser of the language with her link opened; the test fails if it logs anything."""
    logged: list[str] = []
    token = make_link(registry_sessions, shop, shop.alice_id)
    with open_profile(browser, locale=reader.locale) as profile:
        page = profile.new_page()
        page.on("console", lambda message: logged.append(message.text))
        page.on("pageerror", lambda error: logged.append(str(error)))
        page.goto(f"{console_url}/partner#{token}")
        page.wait_for_url(f"{console_url}/partner")
        yield page
    assert logged == []


def test_the_way_of_a_partner(alice: Page, reader: Reader) -> None:
    expect(alice.locator("html")).to_have_attribute("lang", reader.language.value)
    expect(alice.get_by_role("heading", level=1)).to_have_text(reader.hello)
    expect(alice.locator("[data-summary] dt").first).to_have_text(reader.earned)

    alice.get_by_role("link", name=reader.links, exact=True).click()
    alice.get_by_label(reader.address).fill("https://elsewhere.example/beans")
    alice.get_by_role("button", name=reader.make).click()
    expect(alice.get_by_text(reader.elsewhere)).to_be_visible()
    alice.get_by_label(reader.address).fill("https://shop.example/beans")
    with writing(alice):
        alice.get_by_role("button", name=reader.make).click()
    expect(alice.get_by_text(reader.made)).to_be_visible()
    expect(alice.get_by_role("list", name=reader.links).get_by_role("listitem").first).to_contain_text(reader.figures)

    alice.get_by_role("link", name=reader.earnings, exact=True).click()
    sale = alice.get_by_role("listitem").filter(has_text=reader.until).filter(has_text=reader.pending).first
    # As the browser writes money in the language, with a space that never breaks.
    expect(sale).to_contain_text("5,00\u00a0€")
    sale.get_by_role("link").click()
    expect(alice.get_by_role("heading", name=reader.computed)).to_be_visible()
    expect(alice.get_by_text(reader.rate)).to_be_visible()
    alice.keyboard.press("Escape")


def test_a_statement_is_in_the_language_of_the_page(alice: Page, reader: Reader) -> None:
    alice.get_by_role("link", name=reader.payouts, exact=True).click()
    with alice.expect_download() as download:
        alice.get_by_role("button", name=reader.pdf).first.press("Enter")
    pages = PdfReader(BytesIO(download.value.path().read_bytes())).pages
    assert reader.statement in pages[0].extract_text()


def test_a_partner_says_how_he_is_paid(alice: Page, reader: Reader) -> None:
    alice.get_by_role("link", name=reader.payouts, exact=True).click()
    alice.get_by_role("button", name=reader.how).click()
    alice.get_by_role("button", name=reader.next).click()
    alice.get_by_label(reader.holder).fill("Alice")
    alice.get_by_role("textbox", name="IBAN").fill("PL61 1090 1014 0000 0712 1981 2874")
    with writing(alice):
        alice.get_by_role("button", name=reader.save).click()
    expect(alice.get_by_text(reader.wait)).to_be_visible()
    with writing(alice):
        alice.evaluate("document.querySelector('[data-method] .actions button:last-child').click()")
        alice.locator("dialog button.bad").click()


def test_nothing_on_the_pages_hinders_people_or_is_english(alice: Page, reader: Reader, console_url: str) -> None:
    alice.emulate_media(reduced_motion="reduce")
    found: dict[str, list[str]] = {}
    for width in (1280, 390):
        alice.set_viewport_size({"width": width, "height": 800})
        for path in PAGES:
            alice.goto(f"{console_url}/partner{path}")
            expect(alice.locator(".skeleton")).to_have_count(0)
            assert alice.evaluate("document.documentElement.scrollWidth") <= width, path
            found[f"{path} {width}"] = [*find_barriers(alice), *_ENGLISH.findall(alice.locator("body").inner_text())]
    assert {place: problems for place, problems in found.items() if problems} == {}


@pytest.mark.parametrize("path", ["/sign-in", "/partner/sign-in", "/invitation", "/no/such/page"])
def test_pages_before_signing_in_are_whole_in_the_language(
    browser: Browser, reader: Reader, console_url: str, path: str
) -> None:
    with open_profile(browser, locale=reader.locale) as profile:
        page = profile.new_page()
        page.set_viewport_size({"width": 390, "height": 800})
        page.goto(f"{console_url}{path}")
        shown = page.locator("main").inner_text().replace("English", "")
        assert _ENGLISH.findall(shown) == []
        assert page.evaluate("document.documentElement.scrollWidth") <= 390
        assert find_barriers(page) == []


def test_whoever_chooses_another_language_reads_it_on_the_next_page(browser: Browser, console_url: str) -> None:
    with open_profile(browser, locale="en-GB") as profile:
        page = profile.new_page()
        page.goto(f"{console_url}/partner/sign-in")
        page.get_by_role("link", name="Русский").click()
        expect(page.get_by_role("heading", level=1)).to_have_text("prm Партнёрам")
        page.goto(f"{console_url}/sign-in")
        expect(page.get_by_role("button", name="Войти")).to_be_visible()
        page.get_by_role("link", name="English").click()
        expect(page.get_by_role("button", name="Sign in")).to_be_visible()


def test_a_partner_sets_another_language_than_that_of_his_browser(
    alice: Page, reader: Reader, registry_sessions: Sessions, shop: Shop, console_url: str
) -> None:
    alice.goto(f"{console_url}/partner/profile")
    alice.locator("select[name=language]").select_option("en")
    with writing(alice, 303):
        alice.get_by_role("button", name=reader.save).click()
    expect(alice.get_by_text("The language is changed.")).to_be_visible()
    expect(alice.locator("html")).to_have_attribute("lang", "en")
    with begin_change(registry_sessions) as session:
        update_partner(session, shop.site_id, shop.alice_id, language="")


OVERVIEW = {
    Language.POLISH: ("Przegląd", "Przychód", "Kompletne do", "Szukaj", "Zapisano"),
    Language.RUSSIAN: ("Обзор", "Выручка", "Полные данные до", "Поиск", "Сохранено"),
}


@pytest.mark.parametrize("language", OVERVIEW, ids=str)
def test_whoever_of_the_team_sets_a_language_reads_the_overview_in_it(
    signed_in: Page, console_url: str, language: Language
) -> None:
    heading, revenue, complete, search, saved = OVERVIEW[language]
    signed_in.goto(f"{console_url}/account")
    signed_in.locator("select[name=language]").select_option(language.value)
    with writing(signed_in):
        signed_in.locator("[data-own-settings] button").click()
    expect(signed_in.locator("html")).to_have_attribute("lang", language.value)
    assert _ENGLISH.findall(signed_in.locator("body").inner_text()) == []
    found: dict[int, list[str]] = {}
    for width in (1280, 390):
        signed_in.set_viewport_size({"width": width, "height": 800})
        signed_in.goto(f"{console_url}/overview")
        expect(signed_in.get_by_role("heading", level=1)).to_have_text(heading)
        expect(signed_in.locator("[data-metrics] .name").first).to_have_text(revenue)
        expect(signed_in.locator("[data-freshness]")).to_contain_text(complete)
        assert signed_in.evaluate("document.documentElement.scrollWidth") <= width
        found[width] = [*find_barriers(signed_in), *_ENGLISH.findall(signed_in.locator("body").inner_text())]
    assert {width: problems for width, problems in found.items() if problems} == {}
    signed_in.keyboard.press("Control+k")
    expect(signed_in.get_by_role("combobox", name=search)).to_be_visible()
    signed_in.keyboard.press("Escape")
    # The same settings again say only that they are saved.
    signed_in.goto(f"{console_url}/account")
    with writing(signed_in):
        signed_in.locator("[data-own-settings] button").click()
    expect(signed_in.locator("[data-own-settings] [data-status]")).to_have_text(saved)
    signed_in.locator("select[name=language]").select_option("")
    with writing(signed_in):
        signed_in.locator("[data-own-settings] button").click()
    expect(signed_in.locator("html")).to_have_attribute("lang", "en")
