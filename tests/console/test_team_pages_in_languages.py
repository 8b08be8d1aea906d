"""Payouts, analytics, settings, risk, the first run and the installation in Polish and in Russian."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from database.sessions import Sessions, begin_change
from languages.language import Language
from registry.models import TeamMember
from tests.console.conftest import Shop
from tests.console.member_language import reading_in
from tests.fixtures.axe import find_barriers

pytestmark = pytest.mark.browser
LANGUAGES = (Language.POLISH, Language.RUSSIAN)
# Words of English texts that a page in another language has nowhere but in code: what a catalogue lacks is English.
_ENGLISH = re.compile(
    r"\b(?:the|your|you|and|until|sales|payouts?|pending|copy|show|page|password|key|with|no)\b", re.IGNORECASE
)
_PAYOUTS, _SETTINGS = ("Wypłaty", "Выплаты"), ("Ustawienia", "Настройки")
_INSTALLATION, _RISK = ("Instalacja", "Установка"), ("Ryzyko", "Риски")
_ATTRIBUTION, _FUNNEL = ("Atrybucja", "Атрибуция"), ("Lejek", "Воронка")
# The heading of each page, in both languages.
PAGES = {
    "payouts": _PAYOUTS,
    "payouts?tab=queue": _PAYOUTS,
    "payouts?tab=runs": _PAYOUTS,
    "payouts?tab=paid": _PAYOUTS,
    "payouts?tab=adjustments": _PAYOUTS,
    "payouts?tab=refunds": _PAYOUTS,
    "payouts?tab=drift": _PAYOUTS,
    "attribution": _ATTRIBUTION,
    "attribution?show=compare&by=channel": _ATTRIBUTION,
    "paths": ("Ścieżki", "Пути"),
    "funnel": _FUNNEL,
    "funnel?by=device": _FUNNEL,
    "cohorts": ("Kohorty", "Когорты"),
    "promo-codes": ("Kody promocyjne", "Промокоды"),
    "settings": _SETTINGS,
    "settings/branding": _SETTINGS,
    "settings/tag": _SETTINGS,
    "settings/trust": _SETTINGS,
    "team": _SETTINGS,
    "settings/keys": _SETTINGS,
    "settings/privacy": _SETTINGS,
    "settings/changes": _SETTINGS,
    "fraud": _RISK,
    "fraud?show=rules": _RISK,
    "fraud?show=allowances": _RISK,
    "fraud?show=log": _RISK,
    "setup/site": ("Shop", "Shop"),
    "setup/tag": ("Umieść tag na każdej stronie", "Поставьте тег на каждую страницу"),
    "setup/program": ("Ile zarabiają partnerzy?", "Сколько зарабатывают партнёры?"),
    "setup/partner": ("Twój pierwszy partner", "Ваш первый партнёр"),
    "installation": _INSTALLATION,
    "installation/people": _INSTALLATION,
    "installation/health": _INSTALLATION,
    "installation/keys": _INSTALLATION,
    "installation/changes": _INSTALLATION,
    "installation/account": _INSTALLATION,
}
# What stays English on a page, as docs/languages.md says: answers of the API and names of the rules' parameters.
LEFT_IN_ENGLISH = {"fraud?show=rules"}


@pytest.fixture(params=LANGUAGES, ids=str)
def language(request: pytest.FixtureRequest, registry_sessions: Sessions, shop: Shop) -> Iterator[Language]:
    """That of the marketer, who runs the installation as well."""
    with begin_change(registry_sessions) as session:
        session.get_one(TeamMember, shop.member_id).is_administrator = True
    with reading_in(registry_sessions, shop.member_id, request.param):
        yield request.param


@pytest.mark.parametrize("path", PAGES)
def test_a_page_is_whole_in_the_language_that_its_reader_has_set(
    signed_in: Page, console_url: str, shop: Shop, language: Language, path: str
) -> None:
    found: dict[int, list[str]] = {}
    for width in (1280, 390):
        signed_in.set_viewport_size({"width": width, "height": 844})
        open_page(signed_in, console_url, shop, path)
        expect(signed_in.locator("html")).to_have_attribute("lang", language.value)
        expect(signed_in.get_by_role("heading", level=1)).to_have_text(PAGES[path][LANGUAGES.index(language)])
        assert signed_in.evaluate("document.documentElement.scrollWidth") <= width
        found[width] = find_barriers(signed_in)
        if path not in LEFT_IN_ENGLISH:
            found[width] += _ENGLISH.findall(read_text(signed_in))
    assert {width: problems for width, problems in found.items() if problems} == {}


def test_a_payout_run_is_in_the_language_that_its_reader_has_set(
    signed_in: Page, console_url: str, shop: Shop, language: Language
) -> None:
    signed_in.set_viewport_size({"width": 390, "height": 844})
    run_id = signed_in.evaluate(
        """async site => {
            const body = JSON.stringify({ currency: 'EUR', purpose: 'Prowizje' })
            const headers = { 'Content-Type': 'application/json' }
            const answer = await fetch(`/api/v1/payout-runs?site=${site}`, { method: 'POST', headers, body })
            return (await answer.json()).run.run_id
        }""",
        shop.site_id,
    )
    open_page(signed_in, console_url, shop, f"payouts/{run_id}")
    heading = {Language.POLISH: f"Seria wypłat {run_id}", Language.RUSSIAN: f"Серия выплат {run_id}"}[language]
    expect(signed_in.get_by_role("heading", level=1)).to_have_text(heading)
    expect(signed_in.locator("[data-run] .facts-list")).to_be_visible()
    assert signed_in.evaluate("document.documentElement.scrollWidth") <= 390
    assert [*find_barriers(signed_in), *_ENGLISH.findall(read_text(signed_in))] == []


def open_page(page: Page, console_url: str, shop: Shop, path: str) -> None:
    """With all that it loads."""
    joint = "&" if "?" in path else "?"
    page.goto(f"{console_url}/{path}{joint}site={shop.site_id}", wait_until="networkidle")
    expect(page.locator("main .skeleton:visible")).to_have_count(0)


def read_text(page: Page) -> str:
    """What a person reads, without code, and without what people and the tests called things."""
    text: str = page.evaluate(
        """() => {
            const copy = document.body.cloneNode(true)
            for (const code of copy.querySelectorAll('pre, code, option, template, script')) code.remove()
            document.body.append(copy)
            const text = copy.innerText
            copy.remove()
            return text
        }"""
    )
    return text.replace("Ctrl K", "")
