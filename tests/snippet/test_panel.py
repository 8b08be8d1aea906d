"""`?prm_test=1` shows how far a test event came, where it stopped and why; such events are test traffic."""

import time

import pytest
from playwright.sync_api import Page
from redis import Redis

from events.enums import Traffic
from events.keys import TEST_OUTCOME, WORKERS
from events.test_link import make_test_token
from events.test_outcome import EventOutcome, State, encode_outcome
from tests.fixtures.client_site import ClientSite
from tests.snippet.visitor import Tag, Visitor

pytestmark = pytest.mark.browser

SECRET = b"secret of the tests"
FINISHED = "() => document.querySelector('prm-test')?.dataset.state"


def read_panel(visitor: Visitor, path: str, host: str = "shop.example") -> tuple[str, str]:
    """The step at which it stopped, empty if it did not, and its last line."""
    visitor.page.goto(visitor.site.url(path, host))
    return wait_for_panel(visitor.page)


def wait_for_panel(page: Page) -> tuple[str, str]:
    """The step at which the panel stopped, empty if it did not, and its last line, once it is done."""
    page.wait_for_function(FINISHED)
    panel = page.locator("prm-test")
    return panel.get_attribute("data-at") or "", panel.locator("li").last.inner_text()


def test_its_events_are_test_traffic(visitor: Visitor) -> None:
    read_panel(visitor, "/?ref=alice&prm_test=1")
    found = visitor.expect("click", "event")
    assert {event.traffic for event in found} == {Traffic.TEST}


def test_a_missing_ingest_is_named(visitor: Visitor) -> None:
    stopped_at, line = read_panel(visitor, "/?ref=alice&prm_test=1")
    assert (stopped_at, "no ingest is running" in line) == ("ClickHouse", True)


@pytest.mark.parametrize(
    ("outcome", "step", "text"),
    [
        (EventOutcome(State.DEAD, "amount: too large"), "ClickHouse", "`prm dead-letter list`): amount: too large"),
        (EventOutcome(State.DUPLICATE, "event_stored"), "ClickHouse", "a duplicate of another event: event_stored"),
        (
            EventOutcome(State.STORED, channel="partner", ref="alice"),
            "attribution",
            "the console, which has the partners",
        ),
    ],
    ids=["dead", "duplicate", "no console"],
)
def test_where_it_stopped_behind_redis_is_shown_with_the_reason(
    visitor: Visitor, redis_url: str, outcome: EventOutcome, step: str, text: str
) -> None:
    with Redis.from_url(redis_url) as redis:
        redis.zadd(WORKERS, {"living": (time.time() + 60) * 1000})
        token = make_test_token(SECRET, 7, int(time.time()) + 60)
        visitor.page.goto(visitor.site.url(f"/?ref=alice&prm_test={token}"))
        (event,) = [event for event in visitor.expect("click", "event") if event.name == "prm_test"]
        redis.set(TEST_OUTCOME % (event.site_id, event.event_id), encode_outcome(outcome))
    stopped_at, line = wait_for_panel(visitor.page)
    assert (stopped_at, text in line) == (step, True), line


def test_a_proxy_that_blocks_the_status_request_is_named(visitor: Visitor) -> None:
    visitor.page.route("**/e?*", lambda route: route.fulfill(status=405))
    stopped_at, line = read_panel(visitor, "/?ref=alice&prm_test=1")
    assert (stopped_at, "405 from something between" in line) == ("ClickHouse", True), line


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
    assert stopped_at == "ClickHouse"
    assert "none without consent" in visitor.page.locator("prm-test li").nth(3).inner_text()
