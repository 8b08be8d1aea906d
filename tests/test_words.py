"""Words that CONTRIBUTING.md names as ours alone stay out of code, texts and documents."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
FOLDERS = [".", "docs", *sorted(path.parent.name for path in ROOT.glob("*/__init__.py"))]
SUFFIXES = {".py", ".sql", ".lua", ".js", ".html", ".md"}
# The glossary names the words, and this test does.
EXEMPT = {ROOT / "CONTRIBUTING.md", Path(__file__)}
BANNED = re.compile(
    r"\b(strangers?|insist(s|ed|ing)?|bury|buried|foretell\w*|foretold|fates?|anew|for ever|deceit"
    r"|(?<!one )pass(es|ed|ing)? over|(stand|hold)(s|ing)? still|lends?|lent|borrow(s|ed|ing)?"
    r"|(?<!\.)(?<!def )tells?|told)\b|\bwhom\?",
    re.IGNORECASE,
)


@pytest.mark.parametrize("folder", FOLDERS)
def test_a_text_uses_the_words_of_the_field(folder: str) -> None:
    found = [f"{path}:{number}: {word}" for path in _list_texts(ROOT / folder) for number, word in _find_words(path)]
    assert found == []


def test_a_word_is_found_in_prose_and_in_a_name() -> None:
    assert BANNED.search("Whom? Only them.")
    assert BANNED.search("read_fate".replace("_", " "))


def _list_texts(folder: Path) -> list[Path]:
    paths = folder.glob("*") if folder == ROOT else folder.rglob("*")
    texts = [path for path in paths if path.suffix in SUFFIXES and "dist" not in path.parts]
    return [path for path in texts if path not in EXEMPT]


def _find_words(path: Path) -> Iterator[tuple[int, str]]:
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        yield from ((number, match[0]) for match in BANNED.finditer(line.replace("_", " ")))
