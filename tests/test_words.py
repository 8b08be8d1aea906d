"""Words that CONTRIBUTING.md names as ours alone stay out of code, texts and documents."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
FOLDERS = [*sorted(path.parent.name for path in ROOT.glob("*/__init__.py")), "docs"]
SUFFIXES = {".py", ".sql", ".lua", ".js", ".html", ".md"}
# The glossary names the words, and this test does.
EXEMPT = {ROOT / "CONTRIBUTING.md", Path(__file__)}
BANNED = re.compile(
    r"\b(strangers?|insist(s|ed|ing)?|bury|buried|foretell\w*|foretold|fates?|anew|whom\?"
    r"|(?<!one )pass(es|ed|ing)? over|(stand|hold)(s|ing)? still|for ever"
    r"|lends?|lent|borrow(s|ed|ing)?|(?<!\.)(?<!def )tells?|told|deceit)\b",
    re.IGNORECASE,
)


def list_texts() -> list[Path]:
    inside = [path for folder in FOLDERS for path in (ROOT / folder).rglob("*")]
    texts = [path for path in [*ROOT.glob("*"), *inside] if path.suffix in SUFFIXES and path.is_file()]
    return [path for path in texts if path not in EXEMPT and "dist" not in path.parts]


@pytest.mark.parametrize("path", list_texts(), ids=lambda path: str(path.relative_to(ROOT)))
def test_a_text_uses_the_words_of_the_field(path: Path) -> None:
    found = [
        f"{number}: {match[0]}"
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        if (match := BANNED.search(line.replace("_", " ")))
    ]
    assert not found, "see the words we do not use in CONTRIBUTING.md"


def test_the_words_are_found() -> None:
    assert BANNED.search("Whom? Only a stranger's fate.")
