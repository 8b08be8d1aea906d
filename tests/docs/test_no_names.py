"""The words that name nobody are all in the documentation."""

from pathlib import Path

from events.no_names import NO_NAMES

PAGE = Path(__file__).parents[2] / "docs" / "integrate" / "server.md"


def test_each_word_is_listed() -> None:
    listed = PAGE.read_text().partition("### Words that name nobody")[2].partition("## ")[0].lower()
    assert [word for word in NO_NAMES if word and f"`{word}`" not in listed] == []
