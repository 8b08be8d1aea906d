"""Splits the text of a ``.sql`` file into its statements."""

import re

# First what may contain a semicolon that ends no statement: comments, strings, quoted names.
_TOKEN = re.compile(
    r"""(?P<comment>--[^\n]*|/\*.*?\*/)|'(?:\\.|[^'\\])*'|"(?:\\.|[^"\\])*"|`(?:\\.|[^`\\])*`|(?P<end>;)|.""", re.DOTALL
)


def split_statements(text: str) -> list[str]:
    """The statements in order, with their comments and without their ``;``; mere comments are left out."""
    statements, start, has_content = [], 0, False
    for token in _TOKEN.finditer(text + ";"):
        if not token["end"]:
            has_content = has_content or not (token["comment"] or token[0].isspace())
            continue
        if has_content:
            statements.append(text[start : token.start()].strip())
        start, has_content = token.end(), False
    return statements
