"""White space and invisible characters, which texts pick up where they are copied, printed or cut."""

import re

# No letter and no width: soft hyphen, zero-width space and joiners, marks of direction, byte order mark.
_INVISIBLE = (
    "\xad\u061c\u180e\u200b\u200c\u200d\u200e\u200f\u202a\u202b\u202c\u202d\u202e"
    "\u2060\u2061\u2062\u2063\u2064\u2066\u2067\u2068\u2069\ufeff"
)
_SPACES = "".join(filter(str.isspace, map(chr, range(0x3001))))
_BLANK = _SPACES + _INVISIBLE
_any_invisible = re.compile(f"[{_INVISIBLE}]")


def trim(text: str) -> str:
    """Without white space and invisible characters at both ends."""
    return text.strip() if text.isascii() else text.strip(_BLANK)


def remove_invisible(text: str) -> str:
    """Trimmed, and without invisible characters in its midst."""
    return text.strip() if text.isascii() else _any_invisible.sub("", text).strip()
