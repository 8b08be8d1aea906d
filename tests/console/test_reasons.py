"""The reasons that pages translate are those that values are rejected for, word by word."""

import ast
import re
from pathlib import Path

import pytest

from console.pages.reasons import REASONS
from languages.sentence import Sentence

ROOT = Path(__file__).parents[2]
SOURCES = [*(ROOT / "registry").rglob("*.py"), *(ROOT / "earnings" / "payouts" / "methods").glob("*.py")]
SOURCES += [path for path in (ROOT / "console").rglob("*.py") if path.name != "reasons.py"]


def _describe(node: ast.AST) -> str | None:
    """A pattern of what a literal may say: of an f-string every value."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return re.escape(node.value)
    if isinstance(node, ast.JoinedStr):
        return "".join(_describe(part) or ".+" for part in node.values)
    return None


@pytest.fixture(scope="module")
def patterns() -> re.Pattern[str]:
    nodes = [node for path in SOURCES for node in ast.walk(ast.parse(path.read_text()))]
    # A pattern of values alone says nothing.
    found = {
        pattern for pattern in map(_describe, nodes) if pattern and re.search("[a-z]{3}", pattern.replace(".+", ""))
    }
    return re.compile("|".join(sorted(found)))


@pytest.mark.parametrize("reason", REASONS, ids=str)
def test_a_value_is_rejected_for_it(reason: Sentence, patterns: re.Pattern[str]) -> None:
    assert patterns.fullmatch(str(reason))


def test_another_one_is_found_missing(patterns: re.Pattern[str]) -> None:
    assert not patterns.fullmatch("give at least eight words of your own")
