"""Splits the text of a ``.sql`` file into its statements."""

import re

# Whatever may hold a semicolon that ends nothing comes first: comments, strings, quoted names.
_TOKEN = re.compile(
    r"""(?P<comment>--[^\n]*|/\*.*?\*/)|'(?:\\.|[^'\\])*'|"(?:\\.|[^"\\])*"|`(?:\\.|[^`\\])*`|(?P<end>;)|.""", re.DOTALL
)


def split_statements(text: str) -> list[str]:
    """The statements in order, with their comments and without their ``;``; what is only comment is left out."""
    statements, start, holds_words = [], 0, False
    for token in _TOKEN.finditer(text + ";"):
        if not token["end"]:
            holds_words = holds_words or not (token["comment"] or token[0].isspace())
            continue
        if holds_words:
            statements.append(text[start : token.start()].strip())
        start, holds_words = token.end(), False
    return statements
