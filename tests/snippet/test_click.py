"""A referral is beaconed as one click: when it is new, and only then."""

import pytest

from events.link_parameters import REF_NAMES
from tests.fixtures.client_site import ClientSite
from tests.snippet.visitor import Tag, Visitor

pytestmark = pytest.mark.browser


def test_a_page_without_a_referral_beacons_nothing(visitor: Visitor) -> None:
    visitor.open("/?page=2#top")
    visitor.expect()


def test_a_partners_link_is_one_click_with_where_it_came_from(visitor: Visitor) -> None:
    visitor.open("/?ref=alice&sub_id=blog-7")
    (click,) = visitor.expect("click")
    assert (click.ref, click.sub_id, click.source, click.traffic) == ("alice", "blog-7", "browser", "human")
    assert click.url == visitor.site.url("/?ref=alice&sub_id=blog-7")
    assert click.visitor_id == visitor.cookies()["prm_visitor"]["value"]


def test_a_reload_and_a_link_that_carries_the_code_on_are_no_further_clicks(visitor: Visitor) -> None:
    visitor.open("/?ref=alice")
    visitor.page.reload()
    visitor.open("/second?ref=alice")
    visitor.open("/second")
    visitor.expect("click")


@pytest.mark.parametrize("second", ["/?ref=bob", "/?ref=alice&utm_campaign=spring", "/?utm_source=mail", "/?gclid=abc"])
def test_another_partner_or_campaign_is_another_click(visitor: Visitor, second: str) -> None:
    visitor.open("/?ref=alice")
    visitor.open(second)
    first, other = visitor.expect("click", "click")
    assert other.visitor_id == first.visitor_id
    assert other.ref == ("bob" if "bob" in second else "alice" if "alice" in second else "")


def test_the_usual_names_of_a_partners_code_are_known(visitor: Visitor) -> None:
    for name in REF_NAMES:
        visitor.open(f"/?{name}={name}-alice")
    clicks = visitor.expect(*["click"] * len(REF_NAMES))
    assert [click.ref for click in clicks] == [f"{name}-alice" for name in REF_NAMES]


def test_the_names_of_a_partners_code_can_be_set(visitor: Visitor, site: ClientSite, tag: Tag) -> None:
    site.put("/", tag.html(ref_names="partner,ref"))
    visitor.open("/?via=nobody")
    visitor.open("/?partner=alice")
    (click,) = visitor.expect("click")
    assert click.ref == "alice"


@pytest.mark.parametrize("fragment", ["#ref=alice", "#/pricing?plan=pro&ref=alice"])
def test_a_code_in_the_fragment_is_found(visitor: Visitor, fragment: str) -> None:
    visitor.open("/" + fragment)
    (click,) = visitor.expect("click")
    assert click.ref == "alice"


@pytest.mark.parametrize("code", ["x" * 129, "a%00b"])
def test_a_code_that_the_tracker_would_reject_is_ignored(visitor: Visitor, code: str) -> None:
    visitor.open(f"/?ref={code}")
    visitor.call("lead")
    (lead,) = visitor.expect("lead")
    assert lead.ref == ""
