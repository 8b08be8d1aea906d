"""The tag never throws into the page, adds nothing to it but `prm`, and works under strict rules."""

import pytest

from tests.fixtures.client_site import ClientSite
from tests.snippet.visitor import Tag, Visitor

pytestmark = pytest.mark.browser

HOSTILE = {
    "no storage": "Object.defineProperty(window, 'localStorage', { value: null })",
    "a full storage": """for (let size = 2 ** 20, n = 0; size >= 1; size /= 2)
      try { for (;;) localStorage[`theirs${n++}`] = 'x'.repeat(size) } catch {}""",
}
BROKEN = {
    "fetch answers nonsense": "window.fetch = () => 7",
    "fetch never answers": "window.fetch = () => new Promise(() => {})",
    "everything that sends throws": "window.fetch = Navigator.prototype.sendBeacon = () => { throw new Error('no') }",
    "JSON is replaced": "JSON.stringify = JSON.parse = () => { throw new Error('no') }",
    "no randomness": "Object.defineProperty(window, 'crypto', { value: null })",
}


@pytest.mark.parametrize("script", HOSTILE.values(), ids=HOSTILE.keys())
def test_on_a_hostile_page_everything_still_arrives(visitor: Visitor, script: str) -> None:
    visitor.context.add_init_script(script)
    visitor.open("/?ref=alice")
    visitor.call("lead", {"properties": {"plan": "pro"}})
    click, lead = visitor.expect("click", "lead")
    assert (click.ref, lead.properties) == ("alice", {"plan": "pro"})


@pytest.mark.parametrize("script", BROKEN.values(), ids=BROKEN.keys())
def test_on_a_broken_page_nothing_is_thrown_into_it(visitor: Visitor, script: str) -> None:
    visitor.context.add_init_script(f"{script}; addEventListener('unhandledrejection', () => {{ throw 'unhandled' }})")
    visitor.page.goto(visitor.site.url("/?ref=alice"))
    visitor.page.wait_for_function("() => window.prm && !window.prm.q")
    visitor.call("sale", {"order_id": "1", "amount": 1, "currency": "EUR"})
    visitor.page.wait_for_timeout(100)
    assert visitor.page_errors == []


def test_prm_is_the_only_new_global(visitor: Visitor, site: ClientSite, tag: Tag) -> None:
    site.put("/", "<script>window.before = Object.keys(window)</script>" + tag.html())
    visitor.open("/?ref=alice")
    new = visitor.page.evaluate("() => Object.keys(window).filter(name => !before.includes(name))")
    assert set(new) == {"before", "prm"}


def test_pasted_twice_it_works_once(visitor: Visitor, site: ClientSite, tag: Tag) -> None:
    site.put("/", tag.html(pageviews="") * 2)
    visitor.open("/?ref=alice")
    visitor.page.wait_for_load_state("networkidle")
    visitor.expect("click", "pageview")


def test_a_call_costs_the_page_no_waiting(visitor: Visitor) -> None:
    visitor.context.add_init_script("window.fetch = () => new Promise(() => {})")
    visitor.open("/")
    assert visitor.page.evaluate("() => prm('lead')") is None
