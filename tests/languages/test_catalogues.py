"""The catalogues have every text of the code, translated whole, and no other."""

import re
from collections import Counter

import pytest
from babel.messages import Catalog
from babel.messages.catalog import Message
from babel.messages.pofile import read_po

from languages.catalogues import TEMPLATE, TRANSLATED, catalogue_path, read_catalogue
from languages.extraction import ROOT, extract_texts
from languages.language import Language

HOW = "run make texts, then translate what is empty"
_PLACEHOLDER = re.compile(r"%\(\w+\)s|(?<!\{)\{\w*\}(?!\})|%[sd]|<[^>]+>")


def _list_messages(catalogue: Catalog) -> list[Message]:
    return [message for message in catalogue if message.id]


def _name(message: Message) -> tuple[str, str, str]:
    one, other = message.id if isinstance(message.id, tuple) else (message.id, "")
    return message.context or "", str(one), str(other)


def _list_forms(message: Message) -> list[str]:
    return list(message.string) if isinstance(message.string, tuple) else [str(message.string)]


@pytest.fixture(scope="module")
def extracted() -> set[tuple[str, str, str]]:
    return {_name(message) for message in _list_messages(extract_texts())}


def test_the_template_has_every_text_of_the_code_and_no_other(extracted: set[tuple[str, str, str]]) -> None:
    with TEMPLATE.open("rb") as file:
        assert {_name(message) for message in _list_messages(read_po(file))} == extracted, HOW


@pytest.mark.parametrize("language", TRANSLATED)
class TestCatalogue:
    """Of one language."""

    def test_it_has_every_text_and_no_other(self, language: Language, extracted: set[tuple[str, str, str]]) -> None:
        catalogue = read_catalogue(language)
        assert {_name(message) for message in _list_messages(catalogue)} == extracted, HOW
        assert not catalogue.obsolete

    def test_every_text_is_translated_in_each_of_its_forms(self, language: Language) -> None:
        catalogue = read_catalogue(language)
        assert catalogue.num_plurals == 3
        for message in _list_messages(catalogue):
            forms = _list_forms(message)
            assert len(forms) == (3 if message.pluralizable else 1), message.id
            assert all(form.strip() for form in forms), f"{message.id}: {HOW}"
            assert not message.fuzzy, message.id

    def test_a_translation_has_the_values_and_marks_of_the_text(self, language: Language) -> None:
        for message in _list_messages(read_catalogue(language)):
            wanted = Counter(_PLACEHOLDER.findall(_name(message)[2] or _name(message)[1]))
            for form in _list_forms(message):
                assert Counter(_PLACEHOLDER.findall(form)) == wanted, message.id

    def test_a_translation_ends_as_the_text_does(self, language: Language) -> None:
        for message in _list_messages(read_catalogue(language)):
            text = _name(message)[1]
            for form in _list_forms(message):
                assert form[-1] == text[-1] if text[-1] in ".:?…" else form[-1] not in ".:", message.id
                assert form == form.strip(), message.id

    def test_the_file_is_read_by_gettext_too(self, language: Language) -> None:
        assert b"fuzzy" not in catalogue_path(language).read_bytes()


def test_no_text_of_a_script_is_overlooked(extracted: set[tuple[str, str, str]]) -> None:
    """What reads scripts takes some regular expressions for something else, and misses the texts behind them."""
    scripts = {path.name: path.read_text() for path in (ROOT / "console" / "assets").glob("*.js")}
    calls = {
        (name, text)
        for name, script in scripts.items()
        for text in re.findall(r"\b(?:t|tn)\('((?:[^'\\]|\\.)*)'", _drop_comments(script))
    }
    found = {one for _, one, _ in extracted}
    assert len(calls) > 150
    assert sorted((name, text) for name, text in calls if text not in found) == []


def _drop_comments(script: str) -> str:
    return re.sub(r"^\s*//.*$", "", script, flags=re.MULTILINE)


def test_the_text_is_found_where_it_stands() -> None:
    found = {_name(message): message for message in _list_messages(extract_texts())}
    one = found["", "{number} click", "{number} clicks"]
    assert [path for path, _ in one.locations] == ["console/assets/cabinet_links.js", "console/assets/overview_live.js"]
    assert ("ledger_cause", "Put into a payout", "") in found
    # Between backquotes, in a template string.
    assert ("", "(so far)", "") in found
