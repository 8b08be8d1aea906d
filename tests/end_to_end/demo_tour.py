"""What a person does who tries the demo: sign in, arrive through a partner's link, buy, look at the figures."""

import json
import re
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx2
from playwright.sync_api import Browser, Page, expect

from tests.fixtures.plain_http import NO_TLS
from tests.fixtures.running import RunningPrm

ARTEFACTS = Path(__file__).parents[2] / "artefacts"
START_SECONDS = 300
# A page may be slow on a busy machine; how soon a sale is seen is measured, not waited for.
PAGE_MS = 90_000
# What was sent while its page was closing is kept until a later page sends it again: nobody got the answer.
TAG_IS_READY = "() => window.prm && !prm.q"
NO_SALE_KEPT = "() => window.prm && !prm.q && !Object.keys(localStorage).some(key => key.startsWith('prm:true'))"


@dataclass(frozen=True, slots=True)
class Greeting:
    """What `prm up --demo` prints."""

    email: str
    password: str
    short_link: str
    code_link: str
    console_url: str
    partner_url: str


def read_greeting(running: RunningPrm) -> Greeting:
    """The greeting, once it is printed and the shop answers."""
    deadline = time.monotonic() + START_SECONDS
    while not (found := _find_greeting((running.data_dir / "up.log").read_text())) or not _answers(running.shop_url):
        if time.monotonic() > deadline:
            raise TimeoutError("no greeting, or no shop:\n" + (running.data_dir / "up.log").read_text())
        time.sleep(0.1)
    return found


def open_attribution(browser: Browser, greeting: Greeting) -> Page:
    """The marketer's page, signed in."""
    page = _open_page(browser, viewport={"width": 1280, "height": 900})
    page.goto(greeting.console_url)
    page.fill("input[name=email]", greeting.email)
    page.fill("input[name=password]", greeting.password)
    page.click("main button")
    expect(page.locator("h1", has_text="Overview")).to_be_visible(timeout=PAGE_MS)
    expect(page.get_by_text("Demo figures")).to_be_visible()
    page.get_by_role("link", name="Attribution").click()
    expect(page.locator("h1", has_text="Attribution")).to_be_visible(timeout=PAGE_MS)
    return page


def open_partner(browser: Browser, greeting: Greeting) -> Page:
    """The partner's page of links, from the first page to which the link with the token leads."""
    page = _open_page(browser, viewport={"width": 390, "height": 844})
    page.goto(greeting.partner_url)
    expect(page.get_by_role("heading", level=1)).to_contain_text("Hello", timeout=PAGE_MS)
    page.get_by_role("link", name="Links", exact=True).click()
    expect(page.locator(".row", has_text=greeting.short_link)).to_be_visible(timeout=PAGE_MS)
    return page


def send_visitor(browser: Browser) -> Page:
    """Somebody who was never in the shop; a headless browser says so in its name, and would count as a bot."""
    version = browser.version.partition(".")[0]
    agent = (
        f"Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/{version}.0.0.0 Safari/537.36"
    )
    return _open_page(browser, user_agent=agent)


def buy(visitor: Page, link: str, coffee: str) -> str:
    """From the partner's link to the thank-you page; the order's id, once the tracker has taken the sale."""
    visitor.goto(link)
    visitor.wait_for_function(TAG_IS_READY)
    visitor.goto(visitor.url.partition("?")[0])
    visitor.wait_for_function(TAG_IS_READY)
    visitor.click(f".coffee:has-text('{coffee}')")
    visitor.wait_for_function(TAG_IS_READY)
    visitor.click("#buy")
    visitor.wait_for_function(TAG_IS_READY)
    visitor.click("#order")
    visitor.wait_for_url("**/thanks/*")
    visitor.wait_for_function(NO_SALE_KEPT)
    return visitor.locator("#order_id").inner_text()


def keep_screenshot(page: Page, name: str) -> None:
    """For people to look at; never committed."""
    ARTEFACTS.mkdir(exist_ok=True)
    # Until the charts no longer move.
    page.wait_for_timeout(1500)
    page.screenshot(path=ARTEFACTS / f"{name}.png", full_page=True)


def create_key(running: RunningPrm, site: str, scopes: str = "reports") -> str:
    """A secret key of the site."""
    created: dict[str, Any] = json.loads(running.prm("key", "create", "--site", site, "--scope", scopes, "--json"))
    return str(created["secret_key"])


def _open_page(browser: Browser, **options: Any) -> Page:
    """Of a profile of its own."""
    context = browser.new_context(**options)
    context.set_default_timeout(PAGE_MS)
    return context.new_page()


def _find_greeting(text: str) -> Greeting | None:
    found = re.search(
        r"console as  (\S+)  with the password  (\S+)"
        r".*?link +(http\S+/r/\S+)"
        r".*?address +(http\S+\?ref=\S+)"
        r".*?in the console +(http\S+)"
        r".*?sees it +(http\S+#\S+)",
        text,
        re.DOTALL,
    )
    return Greeting(*found.groups()) if found else None


def _answers(url: str) -> bool:
    try:
        return httpx2.get(url, timeout=2, verify=NO_TLS).status_code == 200
    except httpx2.HTTPError:
        return False
