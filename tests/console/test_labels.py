"""Each closed list has a word for every value, and no word for a value that there is not."""

import re
from enum import Enum, EnumType
from importlib import import_module
from pathlib import Path
from typing import get_args

import pytest

from fraud.facts import allowances
from fraud.rules.rule_files import read_rules

ASSETS = Path(__file__).parents[2] / "console" / "assets"
_LIST = re.compile(r"  // ([\w.]+)[^\n]*\n  (\w+): \{(.*?)\},\n", re.DOTALL)
_PAIR = re.compile(r"(\w+|''): '([^']*)'")
# Values that are written apart from an enum.
KINDS: dict[str, set[str]] = {
    "allowance_kind": set(allowances.KINDS),
    "network": {"tor", "vpn", "proxy", "residential", "hosting"},
    "device": {"desktop", "mobile", "tablet", "bot", "other"},
    "decision": {"pending", "pay", "hold", "reject"},
}
MORE: dict[str, set[str]] = {"duplicate_reason": {"stands"}, "decision_reason": {rule.reason for rule in read_rules()}}


def read_words(text: str) -> dict[str, tuple[str, dict[str, str]]]:
    """List → the enum that it names, and its words."""
    return {
        name: (source, {key.strip("'"): word for key, word in _PAIR.findall(body)})
        for source, name, body in _LIST.findall(text)
    }


LISTS = read_words("".join((ASSETS / name).read_text() for name in ("label_lists.js", "label_lists_money.js")))


def list_values(source: str) -> set[str]:
    """The values of an enum, or of a Literal, by its dotted name."""
    module, _, name = source.rpartition(".")
    found = getattr(import_module(module), name)
    if not isinstance(found, EnumType):
        return set(get_args(found))
    members: list[Enum] = list(found)
    return {each.value for each in members}


def test_the_lists_are_read_whole() -> None:
    text = "".join((ASSETS / name).read_text() for name in ("label_lists.js", "label_lists_money.js"))
    assert len(LISTS) == len(re.findall(r"^  \w+: \{", text, re.MULTILINE))


@pytest.mark.parametrize("name", LISTS)
def test_a_list_has_a_word_for_each_of_its_values(name: str) -> None:
    source, words = LISTS[name]
    values = KINDS.get(name) or list_values(source) | MORE.get(name, set())
    assert set(words) == values
    assert all(word for value, word in words.items() if value)
    assert not any("_" in word for word in words.values())


def test_every_list_that_is_read_exists() -> None:
    read = {
        name
        for asset in ASSETS.glob("*.js")
        for name in re.findall(r"\b(?:label|badge|listOptions)\('(\w+)'", asset.read_text())
    }
    assert read <= set(LISTS)


def test_keys_that_reports_give_to_what_is_nobodys_have_words() -> None:
    paths = Path(__file__).parents[2] / "reports" / "paths"
    keys = {key for file in paths.glob("*.sql") for key in re.findall(r"'(\([a-z ]+\))'", file.read_text())}
    assert "(inactive partner)" in keys
    script = (ASSETS / "credit_keys.js").read_text()
    assert [key for key in keys if f"'{key}': " not in script] == []
