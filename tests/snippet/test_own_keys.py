"""The tag's cookies and keys are those with exactly their names, not the page's; a no is kept as long as a yes."""

import pytest

from tests.fixtures.client_site import ClientSite
from tests.snippet.visitor import LOADED, Tag, Visitor

pytestmark = pytest.mark.browser

LOOKALIKES = [
    "document.cookie = 'landing=?prm_visitor=5f0c1d2e-0000-4000-8000-000000000000&prm_ref=ref=mallory'",
    "document.cookie = 'my_prm_visitor=abc'",
    "document.cookie = 'xprm_ref=ref=mallory&'",
    "document.cookie = 'prm_visitor_2=abc'",
    "document.cookie = 'note=a prm_visitor=abc'",
]
THEIRS = ["prm", "prmTheme", "prm_theme", "prm_reference", "prm_ref_2", "my_prm_ref", "prm:cart", "prm-x"]
LIST = "() => Object.keys(localStorage).sort()"


def test_a_cookie_with_a_similar_name_or_content_changes_nobody(visitor: Visitor) -> None:
    visitor.page.goto(visitor.site.url("/second"))
    visitor.page.wait_for_function(LOADED)
    visitor.context.clear_cookies()
    visitor.page.evaluate("() => localStorage.clear()")
    visitor.page.evaluate(f"() => {{ {';'.join(LOOKALIKES)} }}")
    visitor.open("/?ref=alice")
    visitor.open("/")
    visitor.call("lead")
    click, lead = visitor.expect("click", "lead")
    assert len(click.visitor_id) == 36
    assert (click.ref, lead.ref, lead.visitor_id) == ("alice", "alice", click.visitor_id)
    assert visitor.cookies()["prm_visitor"]["value"] == click.visitor_id


def test_a_no_deletes_the_tags_keys_alone(visitor: Visitor) -> None:
    visitor.open("/?ref=alice")
    visitor.page.evaluate(f"() => {{ for (const name of {THEIRS}) localStorage[name] = '1' }}")
    visitor.page.goto(visitor.site.url("/second"))
    visitor.page.wait_for_function(LOADED)
    visitor.call("identify", 17, "a signature")
    visitor.call("consent", "denied")
    assert visitor.page.evaluate(LIST) == sorted([*THEIRS, "prm_ref"])
    assert visitor.page.evaluate("() => localStorage.prm_ref") == "consent=denied"


def test_a_no_outlives_its_cookie_as_a_yes_does(visitor: Visitor, site: ClientSite, tag: Tag) -> None:
    visitor.open("/")
    visitor.call("consent", "denied")
    for clicks in (1, 2):
        visitor.context.clear_cookies()
        visitor.open("/?ref=alice")
        visitor.expect(*["click"] * clicks)
        assert {name: cookie["value"] for name, cookie in visitor.cookies().items()} == {"prm_ref": "consent=denied"}
    visitor.page.evaluate("() => localStorage.clear()")
    visitor.open("/?ref=alice")
    assert visitor.page.evaluate("() => localStorage.prm_ref") == "consent=denied"
    assert {click.consent for click in visitor.expect(*["click"] * 3)} == {"none"}
    visitor.call("consent", "granted")
    visitor.open("/")
    visitor.call("lead")
    assert visitor.expect(*["click"] * 3, "lead")[-1].consent == "full"


def test_what_get_returns_is_a_copy(visitor: Visitor) -> None:
    visitor.open("/?ref=alice")
    visitor.page.evaluate("""() => {
      Object.assign(Object.freeze(prm('get')), {})
      prm('get').ref = prm('get').visitor_id = 'mallory'
      prm('get', known => Object.freeze(known))
      prm('identify', 17)
    }""")
    visitor.call("lead")
    click, _, lead = visitor.expect("click", "identify", "lead")
    assert (lead.ref, lead.customer_id, lead.visitor_id) == ("alice", "17", click.visitor_id)
