"""A friend's page in a real browser, by itself on a phone and inside the shop; the team's work with friends."""

import re
import time
from collections.abc import Iterator
from html import escape
from typing import Literal
from urllib.parse import urlencode, urlsplit

import pytest
from playwright.sync_api import Browser, Page, expect
from redis import Redis
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import Route

from database.columns import utc_now
from database.sessions import Sessions, begin_change, begin_read
from registry.friend_links import FRIEND_PATH, sign_friend_link
from registry.friends import GivenFriend, ensure_friend
from registry.models import Partner
from registry.partners import get_partner
from registry.promo_codes import create_promo_code
from registry.sites import get_program, get_site, update_program, update_site
from tests.console.cabinet_shop import earn
from tests.console.conftest import Shop
from tests.console.server import run_console
from tests.console.writes import save
from tests.fixtures.axe import find_barriers
from tests.fixtures.browser import open_profile
from tests.fixtures.event_rows import make_event, store_events
from tests.fixtures.redis import RedisProcess
from warehouse.interface import Warehouse

pytestmark = pytest.mark.browser


@pytest.fixture(autouse=True)
def unpaused(redis_process: RedisProcess) -> None:
    """The tests of the file open more pages than one customer."""
    with Redis.from_url(redis_process.url) as redis:
        redis.flushall()


@pytest.fixture(scope="module")
def ada(console_url: str, figures: Warehouse, registry_sessions: Sessions, shop: Shop) -> Partner:
    """A friend through whose link somebody bought, with a promo code; pages of 127.0.0.1 are the shop's."""
    with begin_change(registry_sessions) as session:
        update_site(session, shop.site_id, hosts=["shop.example", "127.0.0.1"], may_share_hosts=True)
        update_program(session, shop.site_id, get_program(session, shop.site_id).id, friends=True)
    given, now = GivenFriend("c-17", "Ada"), utc_now()
    partner_id = ensure_friend(registry_sessions, shop.site_id, given, now, created_by="signed")
    with begin_change(registry_sessions) as session:
        friend = get_partner(session, shop.site_id, partner_id)
        create_promo_code(session, shop.site_id, friend.id, "ADA10")
    said = {"site_id": shop.site_id, "ref": friend.own_code, "visitor_id": "of-a-friend", "customer_id": "c-18"}
    sale = {"type": "sale", "order_id": "of-a-friend", "amount_minor": 12345, "currency": "EUR"}
    store_events(figures, [make_event(7001, now, **{**said, **sale})])
    earn(console_url, figures, registry_sessions, shop)
    return friend


def write_address(console_url: str, sessions: Sessions, shop: Shop, customer_id: str, seconds: int = 600) -> str:
    """What the shop's server signs."""
    with begin_read(sessions) as session:
        site = get_site(session, shop.site_id)
    expires = str(int(time.time()) + seconds)
    signature = sign_friend_link(site.signing_key, site.site_key, customer_id, expires)
    query = {"site": site.site_key, "customer_id": customer_id, "expires": expires, "signature": signature}
    return f"{console_url}{FRIEND_PATH}?{urlencode(query)}"


@pytest.fixture
def address(console_url: str, registry_sessions: Sessions, shop: Shop, ada: Partner) -> str:
    return write_address(console_url, registry_sessions, shop, "c-17")


def test_a_friend_copies_his_link_and_sees_what_it_brought(
    page: Page, address: str, console_url: str, ada: Partner
) -> None:
    page.context.grant_permissions(["clipboard-read", "clipboard-write"], origin=console_url)
    page.goto(address)
    expect(page.get_by_role("heading", level=1)).to_have_text("Invite friends to Shop")
    page.get_by_role("button", name="Copy my link").click()
    expect(page.get_by_role("button", name="Copied")).to_be_visible()
    assert page.evaluate("navigator.clipboard.readText()") == f"https://shop.example/?ref={ada.own_code}"
    page.get_by_role("button", name="Copy my code").click()
    expect(page.get_by_role("button", name="Copy my code")).to_have_text("Copied")
    assert page.evaluate("navigator.clipboard.readText()") == "ADA10"
    page.get_by_role("button", name="Show QR code").click()
    expect(page.locator("#own-link-qr svg")).to_be_visible()
    figures = page.locator("dl.owed > div")
    expect(figures.first).to_contain_text("Friends who signed up or bought1")
    expect(figures.nth(1)).to_contain_text("Pending€12.35")


def test_a_friend_reads_it_in_russian_on_a_phone(browser: Browser, address: str) -> None:
    with open_profile(browser, locale="ru-RU", viewport={"width": 390, "height": 800}) as context:
        page = context.new_page()
        page.goto(address)
        expect(page.get_by_role("heading", level=1)).to_have_text("Пригласите друзей в Shop")
        figures = page.locator("dl.owed > div")
        expect(figures.nth(1)).to_contain_text("Ожидает12,35\xa0€")
        page.get_by_role("button", name="Показать QR-код").click()
        expect(page.get_by_role("button", name="Скрыть QR-код")).to_be_visible()
        assert page.evaluate("document.documentElement.scrollWidth") <= 390
        assert find_barriers(page) == []
        page.get_by_role("link", name="Polski").click()
        expect(page.get_by_role("heading", level=1)).to_have_text("Zaproś znajomych do Shop")
        expect(figures.nth(1)).to_contain_text("Oczekuje12,35\xa0€")
        assert context.cookies() == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_nothing_on_it_hinders_people_on_a_phone_or_a_desk(
    browser: Browser, address: str, scheme: Literal["light", "dark"]
) -> None:
    # Not the page of the fixture, for the browser logs the answers 403 and 410.
    with open_profile(browser) as context:
        page = context.new_page()
        page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
        for width in (1280, 820, 390):
            page.set_viewport_size({"width": width, "height": 800})
            for shown in (address, f"{address}0"):
                page.goto(shown)
                expect(page.get_by_role("heading", level=1)).to_be_visible()
                assert page.evaluate("document.documentElement.scrollWidth") <= width
                assert find_barriers(page) == []


def test_what_opens_nothing_says_so(
    browser: Browser, address: str, console_url: str, registry_sessions: Sessions, shop: Shop
) -> None:
    expired = write_address(console_url, registry_sessions, shop, "c-17", -1)
    with open_profile(browser) as context:
        page = context.new_page()
        for shown, title in ((f"{address}0", "This link is not valid"), (expired, "This link has expired")):
            page.goto(shown)
            expect(page.get_by_role("heading", level=1)).to_have_text(title)
            expect(page.get_by_role("button")).to_have_count(0)


@pytest.fixture
def shop_page(address: str) -> Iterator[str]:
    """A page of the shop with the friend's page inside it."""
    frame = f'<iframe title="Invite friends" src="{escape(address)}" width="380" height="560"></iframe>'

    async def show(_: Request) -> Response:
        return HTMLResponse(f"<!doctype html><title>Account</title>{frame}")

    with run_console(Starlette(routes=[Route("/account", show)])) as url:
        yield f"{url}/account"


def test_a_page_of_the_shop_shows_it_inside_itself_and_no_other_does(
    browser: Browser, shop_page: str, ada: Partner
) -> None:
    link = f"https://shop.example/?ref={ada.own_code}"
    with open_profile(browser) as context:
        page = context.new_page()
        page.goto(shop_page)
        expect(page.frame_locator("iframe").locator("[data-own-link]")).to_have_text(link)
        # The same server under a name that is no host of the site.
        elsewhere = context.new_page()
        with elsewhere.expect_event("console", lambda message: "frame-ancestors" in message.text):
            elsewhere.goto(shop_page.replace("127.0.0.1", "localhost"))
        expect(elsewhere.frame_locator("iframe").locator("[data-own-link]")).to_have_count(0)


def test_friends_stand_apart_in_the_list_of_partners(signed_in: Page, console_url: str, ada: Partner) -> None:
    signed_in.goto(f"{console_url}/partners")
    rows = signed_in.locator("#partners tbody tr")
    expect(rows.filter(has_text="Bob")).to_have_count(1)
    expect(rows.filter(has_text=ada.own_code)).to_have_count(0)
    signed_in.get_by_label("Kind").select_option(label="Friends")
    expect(rows).to_have_count(1)
    expect(rows).to_contain_text(ada.own_code)
    expect(rows).to_contain_text("Friend")
    expect(signed_in).to_have_url(re.compile("kind=friend"))
    assert find_barriers(signed_in) == []
    rows.get_by_role("link", name="Ada").click()
    person = signed_in.locator("[data-person]")
    expect(person).to_contain_text("Friend")
    expect(person).to_contain_text("Customer c-17")
    assert urlsplit(signed_in.url).path == f"/partners/{ada.id}"


def test_a_program_takes_friends_once_it_says_so(
    signed_in: Page, console_url: str, registry_sessions: Sessions, shop: Shop, ada: Partner
) -> None:
    def takes_friends() -> bool:
        with begin_read(registry_sessions) as session:
            return get_program(session, shop.site_id).friends

    signed_in.goto(f"{console_url}/programs/{ada.program_id}")
    form = signed_in.get_by_role("form", name="Customers who refer friends")
    takes = form.get_by_label("This program takes friends")
    expect(takes).to_be_checked()
    for _ in range(2):
        takes.click()
        is_checked = takes.is_checked()
        save(form)
        assert takes_friends() is is_checked
    assert takes_friends()
    signed_in.set_viewport_size({"width": 390, "height": 800})
    assert find_barriers(signed_in) == []
