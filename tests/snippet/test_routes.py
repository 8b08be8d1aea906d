"""With `data-pageviews` every new path is a page view, whichever call of the browser led to it."""

import pytest

from tests.fixtures.client_site import ClientSite
from tests.snippet.visitor import Tag, Visitor, begin_millisecond

pytestmark = pytest.mark.browser

ROUTES = [
    "history.pushState({}, '', '/pushed')",
    "history.pushState({}, '', '/pushed?tab=2')",
    "history.replaceState({}, '', '/replaced')",
    "history.replaceState({}, '', '/replaced#top')",
    "navigation.navigate('/navigated', { history: 'push' }).finished",
    "navigation.navigate('/again', { history: 'replace' }).finished",
    "history.back()",
]
# As a router does it.
INTERCEPT = "<script>navigation.addEventListener('navigate', event => event.canIntercept && event.intercept())</script>"


def test_every_new_path_is_one_page_view(visitor: Visitor, site: ClientSite, tag: Tag) -> None:
    site.put("/", INTERCEPT + tag.html(pageviews=""))
    visitor.open("/")
    for route in ROUTES:
        begin_millisecond()
        visitor.page.evaluate(f"async () => {{ await ({route}) }}")
    views = visitor.expect(*["pageview"] * 6)
    paths = [view.url.removeprefix(site.url("")) for view in views]
    assert paths == ["/", "/pushed", "/replaced", "/navigated", "/again", "/replaced#top"]


def test_a_variable_of_the_page_named_navigation_harms_nothing(visitor: Visitor, site: ClientSite, tag: Tag) -> None:
    site.put("/", "<script>var navigation = ['home', 'cart']</script>" + tag.html(pageviews=""))
    visitor.open("/?ref=alice")
    visitor.page.evaluate("() => history.replaceState({}, '', '/replaced')")
    visitor.call("lead")
    visitor.expect("click", "pageview", "pageview", "lead")


def test_without_the_option_routes_are_none(visitor: Visitor) -> None:
    visitor.open("/")
    visitor.page.evaluate("() => { history.pushState({}, '', '/a'); history.replaceState({}, '', '/b') }")
    visitor.call("lead")
    visitor.expect("lead")
