"""What may be remembered is the visitor's to say, and every event tells what that was."""

import pytest

from tests.fixtures.client_site import ClientSite
from tests.snippet.visiting import Tag, Visitor

pytestmark = pytest.mark.browser

ASKS_NOT_TO_BE_TRACKED = [
    "Object.defineProperty(navigator, 'globalPrivacyControl', { value: true })",
    "Object.defineProperty(navigator, 'doNotTrack', { value: '1' })",
]
LIST_OURS = "() => Object.keys(localStorage).filter(key => key.startsWith('prm')).join()"


@pytest.mark.parametrize("word", ["required", "a word nobody knows"])
def test_without_a_yes_the_open_page_alone_remembers(visitor: Visitor, site: ClientSite, tag: Tag, word: str) -> None:
    site.put("/", tag.html(consent=word))
    visitor.open("/?ref=alice")
    visitor.call("lead")
    click, lead = visitor.expect("click", "lead")
    assert (click.consent, lead.consent, lead.ref, lead.visitor_id) == ("none", "none", "alice", click.visitor_id)
    assert (visitor.cookies(), visitor.page.evaluate(LIST_OURS)) == ({}, "")


@pytest.mark.parametrize("script", ASKS_NOT_TO_BE_TRACKED, ids=["GPC", "DNT"])
def test_a_browser_that_asks_not_to_be_tracked_is_heard_by_option(
    visitor: Visitor, site: ClientSite, tag: Tag, script: str
) -> None:
    visitor.context.add_init_script(script)
    site.put("/second", tag.html(consent="gpc"))
    visitor.open("/second?ref=alice")
    (click,) = visitor.expect("click")
    assert (click.consent, visitor.cookies()) == ("none", {})
    visitor.open("/")
    assert set(visitor.cookies()) == {"prm_visitor", "prm_ref"}


def test_a_browser_that_asks_for_nothing_is_remembered_under_the_same_option(
    visitor: Visitor, site: ClientSite, tag: Tag
) -> None:
    site.put("/", tag.html(consent="gpc"))
    visitor.open("/?ref=alice")
    (click,) = visitor.expect("click")
    assert (click.consent, set(visitor.cookies())) == ("full", {"prm_visitor", "prm_ref"})


def test_for_the_session_cookies_end_with_the_browser(visitor: Visitor, site: ClientSite, tag: Tag) -> None:
    site.put("/", tag.html(consent="session"))
    visitor.open("/?ref=alice")
    (click,) = visitor.expect("click")
    assert click.consent == "session"
    assert {cookie["expires"] for cookie in visitor.cookies().values()} == {-1}
    assert visitor.page.evaluate(LIST_OURS) == ""


def test_a_yes_is_remembered_and_stronger_than_the_option(visitor: Visitor, site: ClientSite, tag: Tag) -> None:
    site.put("/", tag.html(consent="required"))
    visitor.open("/?ref=alice")
    visitor.call("consent", "granted")
    visitor.open("/")
    visitor.call("lead")
    click, lead = visitor.expect("click", "lead")
    assert (lead.consent, lead.visitor_id, lead.ref) == ("full", click.visitor_id, "alice")
