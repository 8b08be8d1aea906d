"""A referred visitor who looks or touches is beaconed once a page, when they leave."""

import pytest

from tests.snippet.visitor import Visitor

pytestmark = pytest.mark.browser

HIDE = "Object.defineProperty(document, 'hidden', { get: () => self.away, configurable: true })"
LEAVE = "() => { self.away = true; document.dispatchEvent(new Event('visibilitychange')) }"
COME_BACK = "() => { self.away = false; document.dispatchEvent(new Event('visibilitychange')) }"


@pytest.fixture
def referred(visitor: Visitor) -> Visitor:
    """A visitor who came by alice's link, and whose clock stands until it is put forward."""
    visitor.context.add_init_script(f"self.away = false; {HIDE}; self.ahead = 0; const opened = Date.now();"
                                    "Date.now = () => opened + ahead")  # fmt: skip
    visitor.open("/?ref=alice")
    visitor.expect("click")
    return visitor


def test_five_seconds_in_view_are_reported_once_with_their_length(referred: Visitor) -> None:
    referred.page.evaluate("() => { self.ahead = 5001 }")
    for _ in range(2):
        referred.page.evaluate(LEAVE)
        referred.page.evaluate(COME_BACK)
    _, engage = referred.expect("click", "engage")
    assert int((engage.properties or {})["dwell_ms"]) == 5001


def test_a_touch_is_enough(referred: Visitor) -> None:
    referred.page.mouse.click(50, 50)
    referred.page.evaluate("() => { self.ahead = 1 }")
    referred.page.evaluate(LEAVE)
    referred.expect("click", "engage")


def test_leaving_by_a_link_reports_it_too(referred: Visitor) -> None:
    referred.page.evaluate("() => { self.ahead = 5001 }")
    referred.page.goto("about:blank")
    referred.recorded.wait_for("click", "engage")


def test_a_short_look_is_no_engagement(referred: Visitor) -> None:
    referred.page.evaluate("() => { self.ahead = 5000 }")
    referred.page.evaluate(LEAVE)
    referred.expect("click")


def test_a_visitor_without_a_referral_has_no_engagement(visitor: Visitor) -> None:
    visitor.context.add_init_script(HIDE)
    visitor.open("/")
    visitor.page.mouse.click(50, 50)
    visitor.page.evaluate(LEAVE)
    visitor.expect()
