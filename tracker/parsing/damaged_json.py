"""JSON that is damaged in one place: mends halves of characters, takes an array apart, so that one bad item is alone.

Only what orjson rejects as a whole comes here.
"""

import re

# A pair of surrogates is one character; half of one, left by a cut through an emoji, is none. A match is as long as can
# be: with a call of Python for each escape, a body full of them would take an attacker's share of the processor.
_PAIR = rb"\\u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}"
_HALF = rb"\\u[dD][89a-fA-F][0-9a-fA-F]{2}"
_WHOLE_OR_HALVES = re.compile(
    rb"(?:[^\\]++|" + _PAIR + rb"|\\(?!" + _HALF[2:] + rb").)++|(?P<halves>(?:(?!" + _PAIR + rb")" + _HALF + rb")++)",
    re.DOTALL,
)
_HALF_BYTES = len(rb"\ud83d")
_HALF_IN_BYTES = re.compile(rb"\xed[\xa0-\xbf][\x80-\xbf]")
_REPLACEMENT_ESCAPE, _REPLACEMENT = rb"\ufffd", "\ufffd".encode()

_STRING = rb'"(?:[^"\\]++|\\.)*+"'
# Up to the next bracket outside of strings; between items a comma ends one too.
_TO_BRACKET = re.compile(rb'(?:[^\[\]{}"]++|' + _STRING + rb")*+([\[\]{}])", re.DOTALL)
_TO_BRACKET_OR_COMMA = re.compile(rb'(?:[^\[\]{}",]++|' + _STRING + rb")*+([\[\]{},])", re.DOTALL)
# Brackets and commas: some milliseconds for a beacon.
_STEPS_PER_ITEM, _MAX_STEPS = 256, 100_000


def mend_halves(text: bytes) -> bytes:
    """Each half of a surrogate pair becomes U+FFFD, as browsers have it; nothing else changes."""
    mended = _WHOLE_OR_HALVES.sub(_replace_halves, text)
    return _HALF_IN_BYTES.sub(_REPLACEMENT, mended)


def split_array(text: bytes, most: int) -> list[bytes] | None:
    """The text of each item of an array, for at most ``most`` and one more; None if it is no array or too tangled.

    What follows an unclosed string or bracket is one item.
    """
    if not text.lstrip().startswith(b"["):
        return None
    items: list[bytes] = []
    begin = at = text.index(b"[") + 1
    depth = 0
    for _ in range(min(most * _STEPS_PER_ITEM, _MAX_STEPS)):
        found = (_TO_BRACKET if depth else _TO_BRACKET_OR_COMMA).match(text, at)
        if found is None:
            return items + _strip_item(text[begin:])
        mark, at = found[1], found.end()
        if mark == b"{" or mark == b"[":
            depth += 1
        elif depth:
            depth -= 1
        elif mark != b"}":
            items += _strip_item(text[begin : at - 1])
            begin = at
            if mark == b"]" or len(items) > most:
                return items
    return None


def _replace_halves(found: re.Match[bytes]) -> bytes:
    halves = found["halves"]
    return found[0] if halves is None else _REPLACEMENT_ESCAPE * (len(halves) // _HALF_BYTES)


def _strip_item(text: bytes) -> list[bytes]:
    item = text.strip()
    return [item] if item else []
