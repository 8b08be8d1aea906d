"""`?prm_test=1` shows how far a test event came, where it stopped and why; such events are a class of their own."""

import pytest

from events.words import Traffic
from tests.fixtures.client_site import ClientSite
from tests.snippet.visiting import Tag, Visitor

pytestmark = pytest.mark.browser

FINISHED = "() => document.querySelector('prm-test')?.dataset.state"


def read_panel(visitor: Visitor, path: str, host: str = "shop.example") -> tuple[str, str]:
    """The station at which it stopped, empty if it did not, and its last line."""
    visitor.page.goto(visitor.site.url(path, host))
    visitor.page.wait_for_function(FINISHED)
    panel = visitor.page.locator("prm-test")
    return panel.get_attribute("data-at") or "", panel.locator("li").last.inner_text()


def test_where_all_is_well_it_comes_through_and_counts_nowhere(visitor: Visitor) -> None:
    stopped_at, _ = read_panel(visitor, "/?ref=alice&prm_test=1")
    assert stopped_at == ""
    found = visitor.expect("click", "event")
    assert {event.traffic for event in found} == {Traffic.TEST}
    assert visitor.page.locator("prm-test li").count() == 9


def test_without_the_parameter_there_is_no_panel(visitor: Visitor) -> None:
    visitor.open("/?ref=alice")
    (click,) = visitor.expect("click")
    assert click.traffic == Traffic.HUMAN
    assert visitor.page.locator("prm-test").count() == 0


def test_a_parameter_that_was_stripped_is_named(visitor: Visitor) -> None:
    assert read_panel(visitor, "/?prm_test=1")[0] == "parameter"


def test_a_host_that_is_not_the_sites_is_named(visitor: Visitor) -> None:
    stopped_at, line = read_panel(visitor, "/?ref=alice&prm_test=1", "rival.example")
    assert (stopped_at, "wrong host: rival.example" in line) == ("tracker", True)


def test_an_unknown_key_is_named(visitor: Visitor, site: ClientSite, tag: Tag) -> None:
    site.put("/", Tag(tag.script_url, "pk_nobody").html())
    stopped_at, line = read_panel(visitor, "/?ref=alice&prm_test=1")
    assert (stopped_at, "data-site" in line) == ("tracker", True)


def test_a_policy_that_forbids_the_beacon_is_named(visitor: Visitor, site: ClientSite, tag: Tag) -> None:
    tracker = tag.script_url.removesuffix("/prm.js")
    site.put("/", tag.html(stub=False), Content_Security_Policy=f"default-src 'none'; script-src {tracker}")
    stopped_at, line = read_panel(visitor, "/?ref=alice&prm_test=1")
    assert (stopped_at, "connect-src" in line) == ("tracker", True)


def test_a_blocker_is_named(visitor: Visitor) -> None:
    visitor.page.route("**/e", lambda route: route.abort())
    stopped_at, line = read_panel(visitor, "/?ref=alice&prm_test=1")
    assert (stopped_at, "blocker" in line) == ("tracker", True)


def test_a_missing_cookie_is_named_but_stops_nothing(visitor: Visitor, site: ClientSite, tag: Tag) -> None:
    site.put("/", tag.html(consent="required"))
    stopped_at, _ = read_panel(visitor, "/?ref=alice&prm_test=1")
    assert stopped_at == ""
    assert "none without consent" in visitor.page.locator("prm-test li").nth(3).inner_text()
