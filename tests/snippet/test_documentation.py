"""The README of the snippet names every option, call and field, and the stub that the tests paste."""

import re
from pathlib import Path

import pytest

from tests.snippet.visiting import STUB

SNIPPET = Path(__file__).parents[2] / "snippet"
SOURCE = (SNIPPET / "prm.js").read_text(encoding="utf-8")
README = (SNIPPET / "README.md").read_text(encoding="utf-8")


def find_options() -> set[str]:
    """The attributes that the source reads, as they are written on the tag."""
    names = set(re.findall(r"options\.(\w+)", SOURCE)) | set(re.findall(r"'(\w+)' in options", SOURCE))
    return {"data-" + re.sub(r"[A-Z]", lambda capital: "-" + capital[0].lower(), name) for name in names}


def find_calls() -> set[str]:
    """The words that are calls of their own; any other word is an event's type."""
    body = SOURCE.split("const calls = {")[1].split("\n  }\n")[0]
    return set(re.findall(r"^    (\w+): ", body, re.MULTILINE)) | {"lead", "sale", "pageview"}


def test_something_is_found_to_be_documented() -> None:
    assert {"data-site", "data-endpoint", "data-ref-names", "data-cookie-days", "data-pageviews"} <= find_options()
    assert {"event", "identify", "get"} < find_calls()


@pytest.mark.parametrize("option", sorted(find_options()))
def test_every_option_has_its_line(option: str) -> None:
    assert f"| `{option}` |" in README


@pytest.mark.parametrize("call", sorted(find_calls()))
def test_every_call_has_its_line(call: str) -> None:
    assert f"| `prm('{call}'" in README


@pytest.mark.parametrize("field", re.findall(r"FIELD = /\^\((.+)\)\$/", SOURCE)[0].split("|"))
def test_every_field_is_named(field: str) -> None:
    assert f"`{field}`" in README


@pytest.mark.parametrize("cookie", sorted(set(re.findall(r"remember\('(\w+)'", SOURCE))))
def test_every_cookie_is_named(cookie: str) -> None:
    assert f"`{cookie}`" in README


def test_the_stub_of_the_tests_is_the_documented_one() -> None:
    assert STUB in README
