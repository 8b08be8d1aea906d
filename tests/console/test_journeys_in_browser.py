"""Models side by side, paths, cohorts, promo codes and the funnel in a real browser."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from reports.program_rules import MODELS
from tests.console.writes import save

pytestmark = pytest.mark.browser

LONG_AGO = "period=custom&from=2020-01-01&through=2020-01-02"


def test_all_models_are_side_by_side_and_credit_the_same_sum(signed_in: Page) -> None:
    signed_in.get_by_role("combobox", name="Show").select_option("compare")
    table = signed_in.get_by_role("table", name="Sales credited, by model")
    expect(table.locator("thead th")).to_have_count(1 + len(MODELS))
    expect(table.locator("thead th").nth(1)).to_have_text("Last click (in use)")
    assert len(set(table.locator("tfoot td").all_inner_texts())) == 1
    expect(signed_in.get_by_role("combobox", name="Model")).to_be_hidden()
    expect(signed_in).to_have_url(re.compile("show=compare"))


def test_totals_show_their_change_since_the_previous_period(signed_in: Page, console_url: str) -> None:
    requested: list[str] = []
    signed_in.on("request", lambda request: requested.append(request.url) if "interval=total" in request.url else None)
    signed_in.goto(f"{console_url}/partners?period=7d")
    shown = signed_in.locator("#totals > div", has_text="Clicks").locator(".change")
    expect(shown).not_to_be_empty()
    expect(signed_in.locator("#previous")).to_contain_text("Compared with")
    recent, earlier = (signed_in.request.get(url).json() for url in requested[:2])
    assert earlier["meta"]["to"] == recent["meta"]["from"]
    clicks, before = (answer["totals"]["clicks"] for answer in (recent, earlier))
    expect(shown).to_contain_text(f"{abs(round(100 * (clicks - before) / before, 1)):g}%")
    for path in ("attribution", "partners/1"):
        signed_in.goto(f"{console_url}/{path}?period=7d")
        expect(signed_in.locator("#totals .change").first).not_to_be_empty()


def test_money_is_shown_in_one_column_and_converted_by_the_settings_of_the_person(
    signed_in: Page, console_url: str
) -> None:
    expect(signed_in.locator("#credits thead th", has_text="Revenue")).to_have_count(1)
    expect(signed_in.locator("#credits tfoot")).to_contain_text(re.compile("€.* \\+ CHF"))
    choose_currency(signed_in, console_url, "EUR")
    signed_in.goto(f"{console_url}/attribution")
    expect(signed_in.locator("#credits tfoot")).to_contain_text("€")
    expect(signed_in.locator("#credits")).not_to_contain_text("CHF")
    expect(signed_in.locator("[data-unconverted]")).to_contain_text(
        "Not converted, because there is no exchange rate for these days: CHF"
    )
    choose_currency(signed_in, console_url, "CHF")
    signed_in.goto(f"{console_url}/cohorts?measure=revenue&period=7d")
    expect(signed_in.locator("[data-cohorts] table")).to_have_count(1)
    expect(signed_in.locator("[data-cohorts]")).to_contain_text("CHF")
    expect(signed_in.locator("[data-cohorts]")).not_to_contain_text("€")
    expect(signed_in.locator("[data-unconverted]")).to_be_hidden()
    choose_currency(signed_in, console_url, "")


def test_paths_show_how_people_arrived(signed_in: Page, console_url: str) -> None:
    signed_in.goto(f"{console_url}/paths?by=ref")
    expect(signed_in.locator("#summary")).to_contain_text("conversions")
    expect(signed_in.locator("#paths tbody th").first).to_have_text("alice")
    expect(signed_in.locator("#paths")).to_contain_text("No click")
    expect(signed_in.get_by_role("combobox", name="By", exact=True)).to_have_value("ref")


def test_cohorts_add_up_money_and_never_people(signed_in: Page, console_url: str) -> None:
    signed_in.goto(f"{console_url}/cohorts?measure=revenue&weeks=4")
    tables = signed_in.locator("[data-cohorts] table")
    expect(tables).to_have_count(1)
    expect(tables.first).to_contain_text("€")
    expect(tables.first).to_contain_text("CHF")
    expect(tables.first.locator("thead")).to_contain_text("Weeks 0–3")
    signed_in.get_by_role("combobox", name="Show").select_option("buyers")
    expect(tables).to_have_count(1)
    expect(tables.first.locator("thead")).to_contain_text("Week 0")
    expect(signed_in.get_by_role("combobox", name="A column is")).to_be_hidden()


def test_a_leaked_code_stands_out(signed_in: Page, console_url: str) -> None:
    signed_in.goto(f"{console_url}/promo-codes")
    expect(signed_in.locator("#summary")).to_contain_text("1 of 2 codes leaked")
    expect(signed_in.locator("#codes tbody tr").first).to_contain_text("bob20 leaked")
    signed_in.get_by_role("combobox", name="Show").select_option("leaked")
    expect(signed_in.locator("#codes tbody tr")).to_have_count(1)
    expect(signed_in).to_have_url(re.compile("codes=leaked"))


def test_an_empty_page_says_what_to_do(signed_in: Page, console_url: str) -> None:
    for path, title in {
        "paths": "No conversions in this period",
        "cohorts": "Nobody whose first click was in this period has bought",
        "promo-codes": "No promo code was redeemed in this period",
    }.items():
        signed_in.goto(f"{console_url}/{path}?{LONG_AGO}")
        expect(signed_in.get_by_role("heading", name=title)).to_be_visible()
        expect(signed_in.locator("[data-report]")).to_be_hidden()


@pytest.mark.parametrize(("path", "column"), [("attribution", "key"), ("paths", "steps"), ("funnel", "people")])
def test_what_is_shown_is_saved_as_a_file(
    signed_in: Page, console_url: str, tmp_path: Path, path: str, column: str
) -> None:
    signed_in.goto(f"{console_url}/{path}")
    expect(signed_in.locator("[data-print-summary]")).not_to_be_empty()
    for name, begins in {"CSV": column, "NDJSON": f'{{"{column}"', "Parquet": "PAR1"}.items():
        with signed_in.expect_download() as download:
            signed_in.get_by_role("link", name=name, exact=True).press("Enter")
        download.value.save_as(tmp_path / name)
        assert (tmp_path / name).read_bytes().startswith(begins.encode()), name


def test_an_open_why_panel_is_printed_alone(signed_in: Page, console_url: str) -> None:
    signed_in.goto(f"{console_url}/conversions")
    signed_in.locator("#conversions tbody a").first.press("Enter")
    signed_in.get_by_role("button", name="Show the full trace").press("Enter")
    panel = signed_in.get_by_role("dialog", name="Why")
    expect(panel.get_by_role("table")).to_be_visible()
    signed_in.emulate_media(media="print")
    expect(signed_in.locator("#conversions")).to_be_hidden()
    expect(panel.get_by_role("table")).to_be_visible()
    expect(panel.get_by_role("button", name="Close")).to_be_hidden()
    expect(signed_in.locator("dialog.drawer")).to_be_hidden()


def test_the_funnel_is_broken_down_and_says_how_long_it_took(signed_in: Page, console_url: str) -> None:
    signed_in.goto(f"{console_url}/funnel?order=unordered&by=partner&window=30d")
    expect(signed_in.get_by_role("combobox", name="Order of steps")).to_have_value("unordered")
    expect(signed_in.locator("#funnel li").nth(1)).to_contain_text("half within")
    expect(signed_in.locator("#times tbody tr").nth(1)).to_contain_text("hr")
    spread = signed_in.locator("#funnel li").nth(1).get_by_role("img", name="Time from the previous step")
    expect(spread).to_contain_text("<1d")
    expect(spread).to_contain_text("%")
    breakdown = signed_in.get_by_role("table", name="By partner of the first step")
    expect(breakdown.locator("tbody th").first).to_have_text("alice")
    signed_in.get_by_role("combobox", name="Break down by").select_option("")
    expect(breakdown).to_be_hidden()
    expect(signed_in).not_to_have_url(re.compile("by="))


def choose_currency(page: Page, console_url: str, currency: str) -> None:
    """In the account of whoever is signed in; empty: as the site."""
    page.goto(f"{console_url}/account")
    form = page.get_by_role("form", name="How you see figures")
    form.get_by_label("Currency").select_option(currency)
    save(form)
    expect(form.get_by_role("status")).to_have_text("Saved")
