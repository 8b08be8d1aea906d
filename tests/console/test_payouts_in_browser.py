"""Programs and payouts in a real browser: from terms to the bank's file, and what an analyst sees."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.request import Request, urlopen

import pytest
from playwright.sync_api import Browser, Page, expect

from database.sessions import Sessions, begin_change
from earnings.payees.stored_methods import WAIT
from events.enums import Scope
from registry.enums import Role
from registry.keys import create_key
from registry.partners import get_partner
from registry.payout_requests import open_request
from registry.team.members import create_member, start_session
from tests.console.conftest import PASSWORD, Shop
from tests.console.writes import writing
from tests.fixtures.axe import find_barriers
from tests.fixtures.browser import open_profile
from tests.fixtures.event_rows import make_event, store_events
from tests.fixtures.warehouse import empty_tables
from warehouse.interface import Warehouse

pytestmark = pytest.mark.browser

IBAN = {"kind": "iban", "holder": "Alice Blog", "iban": "PL61 1090 1014 0000 0712 1981 2874"}
PAYER = {"name": "Shop Ltd", "accounts": [{"kind": "iban", "holder": "Shop Ltd", "iban": "DE89370400440532013000"}]}
RULES = {"rewards": [{"id": "sale", "percent": "10"}], "payout": {"second_person_above": {"EUR": 500}}}
PHONE = {"width": 390, "height": 844}


@dataclass(frozen=True, slots=True)
class Till:
    """A site whose partners are owed money: Alice has an account, Bob has none; two owners and an analyst."""

    url: str
    key: str
    owner: str
    second_owner: str
    onlooker: str

    def send(
        self, path: str, body: dict[str, Any] | None = None, method: str = "POST", token: str = ""
    ) -> dict[str, Any]:
        """The answer of the API to a partner's token, else to a key that may do anything."""
        content = json.dumps(body).encode() if body else None
        headers = {"Authorization": f"Bearer {token or self.key}", "Content-Type": "application/json"}
        request = Request(f"{self.url}/api/v1{path}", content, headers, method=method)  # noqa: S310 (our own server)
        with urlopen(request, timeout=600) as response:  # noqa: S310
            answer: dict[str, Any] = json.load(response)
            return answer


@pytest.fixture(scope="module")
def figures(embedded_session: Warehouse) -> Warehouse:
    """No month of traffic: two sales are all that these pages need."""
    empty_tables(embedded_session)
    return embedded_session


@pytest.fixture(scope="module")
def till(figures: Warehouse, registry_sessions: Sessions, shop: Shop, console_url: str) -> Iterator[Till]:
    """With a sale that is approved, one that is pending, and adjustments; one for the module."""
    now = datetime.now(UTC)
    sold = {"site_id": shop.site_id, "type": "sale", "currency": "EUR"}
    store_events(
        figures,
        [
            make_event(901, now - timedelta(days=40), **sold, ref="alice", order_id="m1", amount_minor=9000),
            make_event(902, now - timedelta(days=5), **sold, ref="bob", order_id="m2", amount_minor=4000),
        ],
    )
    with begin_change(registry_sessions) as session:
        key = create_key(session, shop.site_id, "till", Scope)[1]
        second = create_member(session, shop.site_id, "second@shop.example", PASSWORD)
        onlooker = create_member(session, shop.site_id, "onlooker@shop.example", PASSWORD, Role.ANALYST)
        tokens = [start_session(session, member, now) for member in (shop.member_id, second.id, onlooker.id)]
    patch = pytest.MonkeyPatch()
    patch.setattr("earnings.payees.stored_methods.WAIT", -WAIT)
    till = Till(console_url, key, *tokens)
    till.send("/payout-methods", IBAN, token=shop.alice_token)
    till.send("/terms", {"rules": RULES})
    till.send("/fraud/run")
    till.send("/earnings/run")
    bonus = {"partner": "bob", "reason": "bonus", "currency": "EUR", "minor": 2000, "note": "thanks"}
    till.send("/adjustments", bonus)
    yield till
    patch.undo()


def sign_in(page: Page, till: Till, token: str, path: str) -> Page:
    page.context.clear_cookies()
    page.context.add_cookies([{"name": "prm_session", "value": token, "url": till.url}])
    page.goto(f"{till.url}{path}")
    return page


def press_until(page: Page, selector: str) -> None:
    """Tab until the first element of the selector, once it is there, has the focus."""
    expect(page.locator(selector).first).to_be_visible()
    for _ in range(60):
        if page.evaluate("selector => document.activeElement.matches(selector)", selector):
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"{selector} is not reached by the keyboard")


def test_a_request_of_a_partner_is_seen_beside_what_is_due_and_declined(
    page: Page, till: Till, registry_sessions: Sessions, shop: Shop
) -> None:
    with begin_change(registry_sessions) as session:
        alice = get_partner(session, shop.site_id, shop.alice_id)
        open_request(session, alice, "EUR", datetime.now(UTC))
    sign_in(page, till, till.owner, "/payouts")
    asked = page.get_by_role("region", name="Requested by partners")
    expect(asked.locator("tbody tr")).to_contain_text("Alice")
    expect(page.get_by_role("region", name="By partner").locator("tbody tr").first).to_be_visible()
    assert find_barriers(page) == []
    asked.get_by_role("button", name="Decline the request of Alice").click()
    page.get_by_role("dialog").get_by_label("Why").fill("Next month")
    with writing(page):
        page.get_by_role("dialog").get_by_role("button", name="Decline").click()
    expect(asked).to_have_count(0)


def test_a_payout_goes_from_draft_to_file_by_keyboard_with_a_second_person(page: Page, till: Till) -> None:
    sign_in(page, till, till.owner, "/payouts")
    expect(page.locator("#due tbody tr").filter(has_text="Alice").filter(has_text="€")).to_contain_text("Can be paid")
    expect(page.locator("#due tbody tr").filter(has_text="Bob").filter(has_text="€")).to_contain_text(
        "no payout method yet"
    )
    press_until(page, "[data-new-run]")
    page.keyboard.press("Enter")
    expect(page.get_by_role("dialog", name="New payout run")).to_be_visible()
    press_until(page, "[name=payer]")
    page.keyboard.type("Shop Ltd")
    press_until(page, "[name=iban]")
    page.keyboard.type("DE89370400440532013000")
    page.keyboard.press("Enter")
    expect(page.get_by_role("region", name="Who would be paid now").locator("tbody tr")).to_contain_text("Alice")
    expect(page.get_by_role("region", name="Who is not paid")).to_contain_text("No payout method yet")
    expect(page.get_by_role("button", name="Approve")).to_be_disabled()
    expect(page.get_by_role("region", name="Approval")).to_contain_text("another owner must approve it")
    press_until(page, "[aria-label^='Leave out']")
    page.keyboard.press("Enter")
    expect(page.get_by_role("dialog", name="Leave out")).to_be_visible()
    page.keyboard.type("asks for another account")
    page.keyboard.press("Enter")
    expect(page.get_by_role("region", name="Who is not paid")).to_contain_text("asks for another account")
    press_until(page, "[aria-label^='Take']")
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="Leave out Alice")).to_be_visible()
    check = page.locator("dd code").text_content()
    sign_in(page, till, till.second_owner, page.url.removeprefix(till.url))
    expect(page.locator("dd code")).to_have_text(check or "")
    press_until(page, "[aria-label=Approval] button")
    page.keyboard.press("Enter")
    expect(page.get_by_role("dialog", name="Approve 1 payment?")).to_contain_text(check or "")
    press_until(page, "dialog .actions button:not(.plain)")
    page.keyboard.press("Enter")
    expect(page.locator("[data-state]")).to_have_text("Approved")
    expect(page.get_by_role("button", name="Download the file")).to_be_focused()
    with page.expect_download() as download:
        page.keyboard.press("Enter")
    assert download.value.suggested_filename.endswith(".xml")
    expect(page.locator("[data-state]")).to_have_text("File made")
    press_until(page, "[aria-label=Results] button:not(.plain)")
    page.keyboard.press("Enter")
    expect(page.get_by_role("dialog", name="Mark all open payments as paid?")).to_be_visible()
    press_until(page, "dialog .actions button:not(.plain)")
    page.keyboard.press("Enter")
    expect(page.locator("[data-state]")).to_have_text("Paid")


def test_a_run_says_what_did_not_arrive_and_shows_no_column_of_nothing(page: Page, till: Till) -> None:
    till.send(
        "/adjustments", {"partner": "alice", "reason": "bonus", "currency": "EUR", "minor": 300, "note": "thank you"}
    )
    run = till.send("/payout-runs", {"currency": "EUR", "purpose": "A bonus", "payer": PAYER})["run"]["run_id"]
    sign_in(page, till, till.second_owner, f"/payouts/{run}")
    headings = page.get_by_role("region", name="Who would be paid now").locator("thead")
    expect(headings).to_contain_text("Transfer")
    expect(headings).not_to_contain_text("Tax withheld")
    page.get_by_role("button", name="Approve").click()
    with writing(page):
        page.get_by_role("dialog").get_by_role("button", name="Approve").click()
    facts = page.get_by_role("region", name="This run", exact=True)
    expect(facts.get_by_text(f"{datetime.now(UTC):%b} ", exact=False).first).to_be_visible()
    expect(facts.get_by_text(f"{datetime.now(UTC).date()}")).to_have_count(0)
    page.get_by_role("button", name="Mark 1 payment as paid").click()
    with writing(page):
        page.get_by_role("dialog").get_by_role("button", name="All are paid").click()
    expect(page.locator("[data-state]")).to_have_text("Paid")
    expect(facts).not_to_contain_text("Not arrived")
    page.get_by_role("button", name="Came back: Alice").click()
    with writing(page):
        page.get_by_role("dialog").get_by_role("button", name="Came back").click()
    expect(facts).to_contain_text("Not arrived")
    assert find_barriers(page) == []


def test_new_terms_are_read_in_words_and_money_before_they_are_saved(page: Page, till: Till) -> None:
    sign_in(page, till, till.owner, "/programs")
    expect(page.locator("tbody tr").first).to_contain_text("10 % of each sale, paid 30 days after the sale.")
    page.locator("tbody a").first.click()
    page.get_by_role("button", name="New terms").click()
    page.get_by_label("Percent").fill("12,5")
    page.get_by_label("The partner").select_option("months")
    page.get_by_label("For", exact=True).fill("12")
    expect(page.locator("[data-words] ins")).to_have_text(
        "12.5 % of each sale for 12 months, paid 30 days after the sale."
    )
    expect(page.locator("[data-sample]")).to_contain_text("12.50")
    page.get_by_role("button", name="Preview").click()
    row = page.get_by_role("region", name="What each partner would have earned").locator("tr").filter(has_text="Alice")
    expect(row.first).to_contain_text("+")
    page.get_by_label("Percent").fill("much")
    expect(page.locator("#terms-percent-error")).to_contain_text("Give a percent")
    page.get_by_label("Percent").fill("12.5")
    page.get_by_role("button", name="Save as a new version").click()
    page.get_by_role("dialog").get_by_role("button", name="Save").click()
    expect(page.locator("[data-present]")).to_contain_text("12.5 % of each sale for 12 months")
    expect(page.locator(".version")).to_have_count(2)


def test_people_decide_many_at_once_and_undo_with_a_note(page: Page, till: Till) -> None:
    sign_in(page, till, till.owner, "/payouts?tab=queue")
    page.get_by_label("Show").select_option("pending")
    page.get_by_label("Choose m2 of Bob").check()
    deciding = page.get_by_role("form", name="Decide on the selected conversions")
    expect(deciding).to_contain_text("1 selected")
    deciding.get_by_label("Note").fill("we look at it")
    deciding.get_by_role("button", name="Hold").click()
    expect(page.locator("[data-reviews] tbody tr").first).to_contain_text("we look at it")
    page.get_by_label("Show").select_option("held")
    held = page.locator("#queue [data-place] tbody tr").filter(has_text="m2")
    expect(held).to_contain_text("Held for review")
    page.get_by_role("button", name="Undo the decision on m2").click()
    page.get_by_role("dialog").get_by_label("Note").fill("all is well")
    page.get_by_role("dialog").get_by_role("button", name="Undo").click()
    expect(page.locator("[data-reviews] tbody tr").first).to_contain_text("all is well")
    expect(held).to_have_count(0)


def test_an_analyst_sees_what_is_owed_and_no_act(page: Page, till: Till) -> None:
    for path in ("/payouts", "/payouts?tab=queue", "/payouts?tab=adjustments", "/programs"):
        sign_in(page, till, till.onlooker, path)
        expect(page.locator("main table").first).to_be_visible()
        acts = page.locator("main button:not([role=tab]):not(th button):visible")
        assert [each.inner_text() for each in acts.all()] == []
    expect(page.get_by_role("tab", name="Runs")).to_have_count(0)
    sign_in(page, till, till.onlooker, "/payouts/20260101-00000000")
    expect(page.get_by_role("heading", name="Only those who pay see payout runs")).to_be_visible()


def test_no_page_hinders_anybody_or_is_wider_than_a_phone(browser: Browser, till: Till) -> None:
    run = till.send("/payout-runs", {"currency": "EUR", "payer": PAYER})["run"]["run_id"]
    program = till.send("/programs", method="GET")["rows"][0]["program_id"]
    paths = [f"/payouts?tab={tab}" for tab in ("due", "queue", "runs", "adjustments", "drift")]
    paths += ["/programs", f"/programs/{program}?terms=new", f"/payouts/{run}"]
    for scheme in ("light", "dark"):
        with open_profile(browser, color_scheme=scheme, viewport=PHONE) as context:
            page = context.new_page()
            for path in paths:
                sign_in(page, till, till.owner, path)
                expect(page.locator("main .skeleton")).to_have_count(0)
                assert find_barriers(page) == [], (path, scheme)
                assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"], path
