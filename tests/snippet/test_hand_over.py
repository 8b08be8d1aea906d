"""Who hands a visitor over has recorded the click already: the tag takes the visitor and beacons no click."""

import time
from uuid import uuid4

import pytest

from tests.fixtures.client_site import ClientSite
from tests.snippet.visitor import Tag, Visitor

pytestmark = pytest.mark.browser


def hand_over(visitor_id: str, age_seconds: float) -> str:
    """The first page as a redirect of that age leads to it."""
    return f"/?ref=alice&prm_visitor={visitor_id}.{int((time.time() - age_seconds) * 1000)}"


def test_a_visitor_is_taken_over_without_a_second_click(visitor: Visitor) -> None:
    handed = str(uuid4())
    visitor.open(hand_over(handed, 0))
    visitor.open("/second")
    visitor.call("lead")
    (lead,) = visitor.expect("lead")
    assert (lead.visitor_id, lead.ref) == (handed, "alice")


def test_a_reload_of_the_landing_page_is_no_click_either(visitor: Visitor) -> None:
    visitor.open(hand_over(str(uuid4()), 0))
    visitor.page.reload()
    visitor.expect()


@pytest.mark.parametrize("age_seconds", [310, -70])
def test_a_shared_address_makes_another_visitor(visitor: Visitor, age_seconds: float) -> None:
    handed = str(uuid4())
    visitor.open(hand_over(handed, age_seconds))
    (click,) = visitor.expect("click")
    assert click.visitor_id != handed


@pytest.mark.parametrize("age_seconds", [240, -30])
def test_clocks_may_differ_and_pages_may_be_slow(visitor: Visitor, age_seconds: float) -> None:
    visitor.open(hand_over(str(uuid4()), age_seconds))
    visitor.expect()


def test_a_new_visitor_is_taken_over_wherever_the_redirect_was_found(visitor: Visitor) -> None:
    handed = str(uuid4())
    visitor.open(hand_over(handed, 0), referer="http://blog.example/")
    assert visitor.cookies()["prm_visitor"]["value"] == handed
    visitor.expect()


@pytest.mark.parametrize("referer", ["", "http://blog.example/", "http://shop.example.blog.example/"])
def test_a_known_visitor_stays_whoever_else_hands_one_over(visitor: Visitor, referer: str) -> None:
    visitor.open("/")
    before = visitor.cookies()["prm_visitor"]["value"]
    visitor.open(hand_over(str(uuid4()), 0), referer=referer)
    (click,) = visitor.expect("click")
    assert click.visitor_id == before
    assert visitor.cookies()["prm_visitor"]["value"] == before


@pytest.mark.parametrize("host", ["own", "tracker", "pay.example"])
def test_a_known_visitor_continues_as_the_one_that_the_sites_own_pages_hand_over(
    visitor: Visitor, site: ClientSite, tag: Tag, host: str
) -> None:
    site.put("/", tag.html(domains="pay.example,pay.shop.example"))
    handed = str(uuid4())
    visitor.open("/")
    tracker = tag.script_url.removesuffix("/prm.js")
    referers = {"own": site.url("/cart"), "tracker": f"{tracker}/r/x", "pay.example": "http://pay.example/done"}
    visitor.open(hand_over(handed, 0), referer=referers[host])
    assert visitor.cookies()["prm_visitor"]["value"] == handed
    visitor.expect()


def test_a_visitor_with_a_referral_stays_the_same(visitor: Visitor, site: ClientSite) -> None:
    visitor.open("/?ref=bob")
    before = visitor.cookies()["prm_visitor"]["value"]
    visitor.open(hand_over(str(uuid4()), 0), referer=site.url("/cart"))
    _, second = visitor.expect("click", "click")
    assert (second.visitor_id, second.ref) == (before, "alice")


def test_a_visitor_who_is_handed_over_again_makes_no_second_click(visitor: Visitor) -> None:
    handed = str(uuid4())
    visitor.open(hand_over(handed, 0))
    visitor.open(hand_over(handed, 0).replace("alice", "bob"), referer="http://blog.example/")
    visitor.call("lead")
    (lead,) = visitor.expect("lead")
    assert (lead.visitor_id, lead.ref) == (handed, "bob")
