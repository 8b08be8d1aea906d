"""No text of a translated page stands beside the catalogues, where nobody would miss its translation."""

import re
from html.parser import HTMLParser
from pathlib import Path

import pytest

from console.pages.page_language import TEAM_PAGES, TRANSLATED
from console.pages.page_scripts import list_page_scripts

CONSOLE = Path(__file__).parents[2] / "console"
TEMPLATES = CONSOLE / "pages" / "templates"
# What the pages have in common, and the sections of an account.
SHARED = (
    "layout", "languages", "cabinet", "console", "account_sections", "conversion_drawer", "why", "fraud_rules",
    "fraud_allowances", "setup_frame", "installation_frame",
)  # fmt: skip
SHOWN = {"aria-label", "title", "placeholder", "alt", "label"}
# Names, which no language changes.
NAMES = {"prm", "https", "shop", "example", "Ctrl"}
# Keys, headers and formats, which nobody translates.
CODE_NAMES = {
    "IBAN", "BIC", "PDF", "CSV", "Excel", "AbortError", "Enter", "Escape", "ArrowRight", "ArrowLeft", "Content-Type",
    "Retry-After", "Content-Disposition", "Float64",
    # Of languages, each in its own.
    "English", "Polski",
}  # fmt: skip
SCRIPTS = sorted({path for page in TRANSLATED | TEAM_PAGES for path in list_page_scripts(page).paths})
# A literal of a script that a person would read: a sentence, or a word with a capital letter.
_READ = re.compile(r"^[A-Z][a-z]|\w \w.*[.?!:]$")
_CALL = re.compile(r"\b(?:t|tn|tc)\(\s*(?:'(?:[^'\\]|\\.)*'(?:,\s*)?)+")
_LITERAL = re.compile(r"'((?:[^'\\\n]|\\.)*)'")
_LIST = re.compile(r"^export const sentences = \{.*?^\}$", re.DOTALL | re.MULTILINE)


class Words(HTMLParser):
    """Collects what a person reads of a page."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_data(self, data: str) -> None:
        # Attributes that a macro writes into the tag of another place.
        self.found.append(re.sub(r'[\w-]+="[^"]*"|\bautofocus\b', "", data))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found += [value or "" for name, value in attrs if name in SHOWN]


def find_bare_words(template: str) -> list[str]:
    """Letters that are left once everything is taken away that is translated, or is no text."""
    template = re.sub(r"<pre.*?</pre>", "", template, flags=re.DOTALL)
    text = re.sub(r"\{#.*?#\}|\{% trans.*?%\}.*?\{% endtrans %\}|\{%.*?%\}|\{\{.*?\}\}", "", template, flags=re.DOTALL)
    words = Words()
    words.feed(text)
    return [word for each in words.found for word in re.findall(r"[^\W\d_]{2,}", each) if word not in NAMES]


def find_bare_literals(script: str) -> list[str]:
    """Literals that a person would read, outside of the calls and lists that are translated."""
    code = _CALL.sub("(", _LIST.sub("", re.sub(r"^\s*(?://|/?\*).*$", "", script, flags=re.MULTILINE)))
    return [each for each in _LITERAL.findall(code) if _READ.search(each)]


@pytest.mark.parametrize("page", sorted({*TRANSLATED, *TEAM_PAGES, *SHARED}))
def test_a_translated_page_has_no_word_of_its_own(page: str) -> None:
    assert find_bare_words((TEMPLATES / f"{page.replace('-', '_')}.html").read_text()) == []


@pytest.mark.parametrize("script", [path for path in SCRIPTS if re.search(r"/(?!label_lists)\w+\.js$", path)])
def test_a_script_of_a_translated_page_has_no_text_of_its_own(script: str) -> None:
    assert [each for each in find_bare_literals((CONSOLE.parent / script).read_text()) if each not in CODE_NAMES] == []


def test_a_bare_word_is_found() -> None:
    assert find_bare_words('<p title="Hint">{{ _("Ours") }} left</p>{% trans %}a{% endtrans %}') == ["Hint", "left"]
    assert find_bare_literals("show(t('Ours'), 'Left over')\nlog('a sentence of it.')\n  // 'Not read'") == [
        "Left over",
        "a sentence of it.",
    ]
