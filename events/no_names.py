"""Words that stand where an id is missing: they name nobody, and all who have one would be taken for one."""

import re

# What a page or a server without the value prints in its place; `docs/integrate/server.md` lists them.
NO_NAMES = frozenset({
    "", "undefined", "null", "(null)", "nil", "nan", "none", "(none)", "n/a", "(not set)", "false", "-", "0", "guest",
})  # fmt: skip
_LONGEST_NO_NAME = max(map(len, NO_NAMES))
# The same in quotes, an object as text, or the place of a value in a template that nobody filled in.
_QUOTES = "\"'`"
_NOT_FILLED_IN = re.compile(r"\[object \w+\]|\{\{.*\}\}|\$\{.*\}|<[%?].*[%?]>", re.IGNORECASE)
_SUSPECT = _QUOTES + "[{$<"
_NIL = "00000000-0000-0000-0000-000000000000"


def is_name(text: str) -> bool:
    """Whether a trimmed text that is not empty can be an id of somebody or something."""
    if text[0] in _SUSPECT:
        bare = text.strip(_QUOTES).strip()
        return bare.lower() not in NO_NAMES and not _NOT_FILLED_IN.fullmatch(bare)
    return text != _NIL and (len(text) > _LONGEST_NO_NAME or text.lower() not in NO_NAMES)
