"""The visitor decides what may be stored, and every event carries that consent."""

import pytest

from tests.fixtures.client_site import ClientSite
from tests.snippet.visitor import Tag, Visitor

pytestmark = pytest.mark.browser

ASKS_NOT_TO_BE_TRACKED = [
    "Object.defineProperty(navigator, 'globalPrivacyControl', { value: true })",
    "Object.defineProperty(navigator, 'doNotTrack', { value: '1' })",
]
LIST_OURS = "() => Object.keys(localStorage).filter(key => key.startsWith('prm')).join()"


@pytest.mark.parametrize("word", ["required", "a word nobody knows"])
def test_without_consent_only_the_open_page_remembers(visitor: Visitor, site: ClientSite, tag: Tag, word: str) -> None:
    site.put("/", tag.html(consent=word))
    visitor.open("/?ref=alice")
    visitor.call("lead")
    click, lead = visitor.expect("click", "lead")
    assert (click.consent, lead.consent, lead.ref, lead.visitor_id) == ("none", "none", "alice", click.visitor_id)
    assert (visitor.cookies(), visitor.page.evaluate(LIST_OURS)) == ({}, "")


@pytest.mark.parametrize("script", ASKS_NOT_TO_BE_TRACKED, ids=["GPC", "DNT"])
def test_privacy_signals_are_respected_by_option(visitor: Visitor, site: ClientSite, tag: Tag, script: str) -> None:
    visitor.context.add_init_script(script)
    site.put("/second", tag.html(consent="gpc"))
    visitor.open("/second?ref=alice")
    (click,) = visitor.expect("click")
    assert (click.consent, visitor.cookies()) == ("none", {})
    visitor.open("/")
    assert set(visitor.cookies()) == {"prm_visitor", "prm_ref"}


def test_without_a_privacy_signal_the_same_option_remembers(visitor: Visitor, site: ClientSite, tag: Tag) -> None:
    site.put("/", tag.html(consent="gpc"))
    visitor.open("/?ref=alice")
    (click,) = visitor.expect("click")
    assert (click.consent, set(visitor.cookies())) == ("full", {"prm_visitor", "prm_ref"})


def test_with_session_consent_cookies_end_with_the_browser(visitor: Visitor, site: ClientSite, tag: Tag) -> None:
    site.put("/", tag.html(consent="session"))
    visitor.open("/?ref=alice")
    (click,) = visitor.expect("click")
    assert click.consent == "session"
    assert {cookie["expires"] for cookie in visitor.cookies().values()} == {-1}
    assert visitor.page.evaluate(LIST_OURS) == ""


def test_given_consent_is_remembered_and_overrides_the_option(visitor: Visitor, site: ClientSite, tag: Tag) -> None:
    site.put("/", tag.html(consent="required"))
    visitor.open("/?ref=alice")
    visitor.call("consent", "granted")
    visitor.open("/")
    visitor.call("lead")
    click, lead = visitor.expect("click", "lead")
    assert (lead.consent, lead.visitor_id, lead.ref) == ("full", click.visitor_id, "alice")
