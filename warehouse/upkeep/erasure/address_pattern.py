"""The regular expression that finds an e-mail address in other text and not inside a longer address."""

import re
from functools import lru_cache

_BEYOND_ASCII = "\x80-\U0010ffff"
# What a local part is made of, but for marks that in pages' addresses and in sentences stand before an address.
_LOCAL = _BEYOND_ASCII + "a-z0-9'._+%-"
_DOMAIN = _BEYOND_ASCII + "a-z0-9.%-"
# Encoded once or, in the address of a page inside another, several times.
_PERCENT = "%(?:25)*"
_APOSTROPHE = f"(?:'|{_PERCENT}27)"
_ESCAPED = r"\\(?:[bfnrt]|u00[01][0-9a-f])"


@lru_cache(8)
def write_address_pattern(addresses: frozenset[str]) -> str:
    """For Python and for the engine alike; empty for no addresses.

    ``ana@x.de`` is found in ``/?m=Ana%40x.de&p=1``, in a line of JSON and in ``ana@x.de-17``, which is no address; not
    in ``diana@x.de``, ``di.ana@x.de``, ``di+ana@x.de``, ``ana@x.de.org`` or ``ana@x.de-shop.org``.
    """
    found = "|".join(map(_write_address, sorted(addresses)))
    # A name like o'brien contains an apostrophe; elsewhere it is a quotation mark.
    before = f"(?:^|[^{_LOCAL}]|{_write_encoded(_LOCAL)}|{_ESCAPED}){_APOSTROPHE}?"
    end = rf"\.?(?:$|[^{_DOMAIN}]|{_write_encoded(_DOMAIN)})"
    # No domain ends with a hyphen's label or with a number.
    after = rf"(?:-[a-z0-9-]*)?(?:\.[0-9]+)*{end}"
    return f"(?i){before}(?:{found}){after}" if found else ""


def _write_address(address: str) -> str:
    return "".join(map(_write_character, address))


def _write_character(character: str) -> str:
    if character.isalnum() and character.isascii():
        return character
    encoded = "".join(f"{_PERCENT}{byte:02x}" for byte in character.encode())
    return f"(?:{re.escape(character)}|{encoded})"


def _write_encoded(characters: str) -> str:
    """Any ASCII character but these, percent-encoded."""
    others = (f"{code:02x}" for code in range(128) if not re.match(f"(?i)[{characters}]", chr(code)))
    return f"{_PERCENT}(?:{'|'.join(others)})"
