"""Finds the words of closed lists, which stand without a call around each: of scripts, and of the fraud rules."""

import re
from collections.abc import Collection, Iterator
from typing import IO, Any

# A list of `label_lists.js` and its like: a comment that names its enum, then `name: { value: 'word', … },`.
_LIST = re.compile(r"^  (\w+): \{(.*?)\},$", re.DOTALL | re.MULTILINE)
_PAIR = re.compile(r"(?:\w+|''): '([^']+)'")

# What the head of a fraud rule says for people.
_RULE_LINE = re.compile(r"^-- (description|answers): (.+)$", re.MULTILINE)
_RULE_CONTEXTS = {"description": "fraud_rule", "answers": "fraud_rule_detects"}

Found = tuple[int, str, tuple[str, str], list[str]]


def extract_words(file: IO[bytes], keywords: object, comment_tags: object, options: dict[str, Any]) -> Iterator[Found]:
    """For Babel: each word of the lists named in ``options``, of all where it names none, with its list as context."""
    wanted: Collection[str] = options.get("lists", ())
    text = file.read().decode()
    for found in _LIST.finditer(text):
        name, body = found.groups()
        if wanted and name not in wanted:
            continue
        for pair in _PAIR.finditer(body):
            line = text.count("\n", 0, found.start(2) + pair.start()) + 1
            yield line, "pgettext", (name, pair[1]), []


def extract_rule_heads(
    file: IO[bytes], keywords: object, comment_tags: object, options: dict[str, Any]
) -> Iterator[Found]:
    """For Babel: what a fraud rule finds, and whom."""
    text = file.read().decode()
    for found in _RULE_LINE.finditer(text):
        yield text.count("\n", 0, found.start()) + 1, "pgettext", (_RULE_CONTEXTS[found[1]], found[2]), []
