"""Figures as a browser writes them, whose own digits and symbols of currencies are not those of ISO 4217."""

from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, Route

from money.amount import Amount

ASSETS = Path(__file__).parents[2] / "console" / "assets"
ORIGIN = "http://assets.example"
# In hundredths or thousandths by ISO 4217, in whole units by Chromium's own list.
WITHOUT_DIGITS_IN_CHROMIUM = ("AFN", "ALL", "COP", "HUF", "IDR", "IQD", "LAK", "LBP", "MGA", "MMK", "PKR", "RSD", "YER")

pytestmark = pytest.mark.browser


@pytest.fixture
def page(browser: Browser) -> Page:
    """An empty page beside which the console's modules lie."""

    def answer(route: Route) -> None:
        name = route.request.url.removeprefix(f"{ORIGIN}/")
        is_module = name.endswith(".js")
        route.fulfill(
            body=(ASSETS / name).read_text() if is_module else "<!doctype html>",
            content_type="text/javascript" if is_module else "text/html",
        )

    opened = browser.new_context(locale="en-GB").new_page()
    opened.route(f"{ORIGIN}/**", answer)
    opened.goto(f"{ORIGIN}/")
    return opened


def test_money_has_the_digits_of_iso_4217_and_a_currency_that_is_no_other(page: Page) -> None:
    currencies = (
        *WITHOUT_DIGITS_IN_CHROMIUM,
        "KWD",
        "JPY",
        "EUR",
        "USD",
        "CAD",
        "AUD",
        "MXN",
        "HKD",
        "SEK",
        "NOK",
        "DKK",
    )
    money = [{"minor": 1_234_567, "currency": code, "amount": Amount(1_234_567, code).format()} for code in currencies]
    call = "async all => { const { formatMoney } = await import('/formats.js'); return all.map(formatMoney) }"
    shown = dict(zip(currencies, page.evaluate(call, money), strict=True))
    for each in money:
        digits = "".join(letter for letter in shown[str(each["currency"])] if letter.isdigit())
        assert digits == "1234567", shown[str(each["currency"])]
    assert [shown[code] for code in ("HUF", "IQD", "JPY")] == [
        "HUF\u00a012,345.67",
        "IQD\u00a01,234.567",
        "JP¥1,234,567",
    ]
    assert len({text.strip("0123456789.,\u00a0") for text in shown.values()}) == len(currencies)
    page.context.close()
