"""The address of a page: long, odd, cleaned of what was read, and otherwise left as it stands."""

import re
from pathlib import Path

import pytest

from events.link_parameters import CLICK_IDS, REF_NAMES
from tests.fixtures.client_site import ClientSite
from tests.snippet.relay import Relay
from tests.snippet.visitor import Tag, Visitor

pytestmark = pytest.mark.browser

SOURCE = (Path(__file__).parents[2] / "snippet" / "prm.js").read_text(encoding="utf-8")
HANDED = "prm_visitor=5f0c1d2e-0000-4000-8000-000000000000.1"
# What is opened and what the address bar says afterwards, with `data-clean="ref,utm_source"`.
CLEANED = [
    (f"?a=a%20b&flag&c=1+2&{HANDED}", "?a=a%20b&flag&c=1+2"),
    (f"?{HANDED}&q=%B4%BA&flag", "?q=%B4%BA&flag"),
    (f"?sig=aB%2fc%3d&{HANDED}&x=%E4%f6!'()*~#t", "?sig=aB%2fc%3d&x=%E4%f6!%27()*~#t"),
    (f"?{HANDED}", ""),
    (f"?{HANDED}#top", "#top"),
    ("?utm_source=a&ref=b&utm_source=c", ""),
    ("?utm_source=a&x&ref=b&y=&utm_source=c#end", "?x&y=#end"),
    ("#ref=alice", ""),
    ("#/plans?ref=alice", "#/plans"),
    ("#/plans?x?ref=alice&y", "#/plans?x?y"),
    ("#/plans?ref=alice&plan=a%20b", "#/plans?plan=a%20b"),
    ("?ref=a#/plans?plan=pro&ref=alice", "#/plans?plan=pro"),
    ("?next=https://other.example/?ref=bob&ref=alice", "?next=https://other.example/?ref=bob"),
    ("?my_ref=1&ref_2=2&xprm_visitor=3", "?my_ref=1&ref_2=2&xprm_visitor=3"),
    ("?a&&b=&=c", "?a&&b=&=c"),
    ("?", "?"),
]
LIST_SIZES = "() => Object.keys(localStorage).map(key => key.length + localStorage[key].length)"


def test_the_address_is_cut_and_nothing_else_in_it_is_touched(visitor: Visitor, site: ClientSite, tag: Tag) -> None:
    site.put("/", tag.html(clean="ref,utm_source"))
    for opened, left in CLEANED:
        # Two addresses that differ in the fragment alone are one page.
        visitor.page.goto("about:blank")
        visitor.open(f"/{opened}")
        assert visitor.page.url == site.url(f"/{left}"), opened


def test_a_very_long_address_loses_nothing_and_takes_no_room(visitor: Visitor, relay: Relay) -> None:
    long = f"&utm_content={'y' * 50_000}&sub_id=s"
    visitor.open(f"/?ref=alice{long}")
    visitor.open(f"/#/{'r' * 100_000}?ref=bob{long}&z={'z' * 200_000}")
    visitor.call("lead")
    first, second, lead = visitor.expect("click", "click", "lead")
    assert {len(event.url) for event in (first, second, lead)} == {2048}
    assert sum(visitor.page.evaluate(LIST_SIZES)) < 10_000


def test_what_is_kept_is_bounded_in_characters_too(visitor: Visitor, site: ClientSite, tag: Tag, relay: Relay) -> None:
    for path in ("/", "/second"):
        site.put(path, tag.html(endpoint=relay.endpoint))
    relay.status = 503
    visitor.page.goto(site.url("/"))
    visitor.page.wait_for_function("() => window.prm && !window.prm.q")
    visitor.call("sale", {"order_id": "1", "amount": 100, "currency": "EUR"})
    visitor.page.evaluate("() => { for (let n = 0; n < 30; n++) prm('event', 'big', { text: 'x'.repeat(20000) }) }")
    visitor.page.goto(site.url("/second"))
    visitor.page.wait_for_function(f"() => ({LIST_SIZES})().length < 15")
    assert sum(visitor.page.evaluate(LIST_SIZES)) < 200_000
    assert visitor.page.evaluate("() => Object.keys(localStorage).some(key => localStorage[key].includes('order_id'))")


def test_the_tag_knows_the_click_ids_and_the_names_of_codes_that_the_server_knows(visitor: Visitor) -> None:
    assert f"'{','.join(REF_NAMES)}'" in SOURCE
    found = re.search(r": /(.+)/\.test\(name\)\)\.join", SOURCE)
    assert found
    assert [name for name in CLICK_IDS if not re.search(found[1], name)] == []
    assert not [
        name for name in ("id", "cid", "order_id", "eid", "uid", "epik2", "cart_utm_x") if re.search(found[1], name)
    ]
    for name in ("gbraid", "ScCid", "awc", "mc_cid"):
        visitor.open(f"/?{name}=1")
    visitor.expect(*["click"] * 4)


def test_an_address_with_a_name_and_a_password_works(visitor: Visitor, site: ClientSite, tag: Tag) -> None:
    site.put("/", tag.html(clean="ref"))
    visitor.page.goto(site.url("/?ref=alice&a=%20").replace("//", "//u:p@", 1))
    visitor.page.wait_for_function("() => window.prm && !window.prm.q")
    visitor.call("lead")
    click, lead = visitor.expect("click", "lead")
    assert (click.ref, lead.ref) == ("alice", "alice")
    assert "u:p" not in click.url
    assert visitor.page.evaluate("location.search") == "?a=%20"


def test_where_the_address_cannot_be_changed_the_tag_goes_on(visitor: Visitor, site: ClientSite, tag: Tag) -> None:
    script = "<script>history.replaceState = () => { throw new Error('no') }</script>"
    site.put("/", script + tag.html(clean="ref", pageviews=""))
    visitor.open("/?ref=alice")
    visitor.call("lead")
    visitor.expect("click", "pageview", "lead")
