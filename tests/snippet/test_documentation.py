"""The README of the snippet names every option, call, field and cookie, and the stub that the tests paste."""

import re
from pathlib import Path

import pytest

from events.test_outcome import Wait
from tests.snippet.visiting import STUB
from tracker.parsing.event import KNOWN_FIELDS

SNIPPET = Path(__file__).parents[2] / "snippet"
SOURCE = (SNIPPET / "prm.js").read_text(encoding="utf-8")
README = (SNIPPET / "README.md").read_text(encoding="utf-8")
# What only a server may say, and what the script says by itself.
NOT_THE_PAGES = {"type", "event_id", "site", "timestamp", "sent_at", "visitor_id", "url", "referrer", "name", "consent",
                 "ip", "user_agent", "traffic", "link", "ref", "sub_id"}  # fmt: skip


def find_options() -> set[str]:
    """The attributes that the source reads, as they are written on the tag."""
    names = set(re.findall(r"options\.(\w+)", SOURCE)) | set(re.findall(r"'(\w+)' in options", SOURCE))
    return {"data-" + re.sub(r"[A-Z]", lambda capital: "-" + capital[0].lower(), name) for name in names}


def find_calls() -> set[str]:
    """The words that are calls of their own; any other word is an event's type."""
    body = SOURCE.split("const calls = {")[1].split("\n  }\n")[0]
    return set(re.findall(r"^    (\w+): ", body, re.MULTILINE)) | {"lead", "sale", "pageview"}


def find_words_of_consent() -> set[str]:
    """Everything the option and the call may say; whatever has no line of its own in the source is a no."""
    table = SOURCE.split("consent = {")[1].split("}")[0]
    return set(re.findall(r"^      (\w+):", table, re.MULTILINE)) | {"required", "denied"}


@pytest.mark.parametrize("wait", [wait.value for wait in Wait])
def test_the_panel_has_words_for_all_that_an_event_waits_for(wait: str) -> None:
    assert f"  {wait}: " in (SNIPPET / "prm_test.js").read_text(encoding="utf-8")


def test_something_is_found_to_be_documented() -> None:
    assert {"data-site", "data-endpoint", "data-ref-names", "data-cookie-days", "data-pageviews"} <= find_options()
    assert {"event", "identify", "get", "consent"} < find_calls()
    assert {"granted", "gpc", "session"} < find_words_of_consent()


@pytest.mark.parametrize("option", sorted(find_options()))
def test_every_option_has_its_line(option: str) -> None:
    assert f"| `{option}` |" in README


@pytest.mark.parametrize("call", sorted(find_calls()))
def test_every_call_has_its_line(call: str) -> None:
    assert f"| `prm('{call}'" in README


@pytest.mark.parametrize("word", sorted(find_words_of_consent()))
def test_every_word_of_consent_is_named(word: str) -> None:
    assert re.search(rf"['`]{word}['`]", README)


@pytest.mark.parametrize("field", sorted(KNOWN_FIELDS - NOT_THE_PAGES))
def test_every_field_is_named(field: str) -> None:
    assert f"`{field}`" in README


@pytest.mark.parametrize("cookie", sorted(set(re.findall(r"writeCookie\('(\w+)'", SOURCE))))
def test_every_cookie_is_named(cookie: str) -> None:
    assert f"`{cookie}`" in README


@pytest.mark.parametrize("mark", ["data-prm-event", 'name="prm_visitor"', "?prm_test=1"])
def test_what_stands_in_the_page_is_named(mark: str) -> None:
    assert mark in README


def test_the_stub_of_the_tests_is_the_documented_one() -> None:
    assert STUB in README
