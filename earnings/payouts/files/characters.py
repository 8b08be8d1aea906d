"""Texts in the characters that a format allows: kept where it has them, else transliterated, else an error.

Cyrillic letters are transliterated by ICAO Doc 9303, as in passports; Latin ones lose their marks.
"""

import unicodedata
from collections.abc import Callable

from earnings.payouts.files.errors import Unrepresentable

Allows = Callable[[str], bool]

_PAIRS = (
    "аa бb вv гg дd еe жzh зz иi йi кk лl мm нn оo пp рr сs тt уu фf хkh цts чch шsh щshch ъie ыy ь эe юiu яia ёe"
    " іi їi єie ґg ўu ђd ћc љlj њnj џdz јj ѓg ќk ѕdz"
)
_CYRILLIC = {pair[0]: pair[1:] for pair in _PAIRS.split()}
_LATIN = {
    "ł": "l", "Ł": "L", "ß": "ss", "ẞ": "SS", "æ": "ae", "Æ": "AE", "œ": "oe", "Œ": "OE", "ø": "o", "Ø": "O",
    "đ": "d", "Đ": "D", "ð": "d", "Ð": "D", "þ": "th", "Þ": "Th", "ı": "i", "ŋ": "n", "ħ": "h", "ŧ": "t",
}  # fmt: skip
_SIGNS = {
    "’": "'", "‘": "'", "`": "'", "´": "'", "“": "'", "”": "'", "„": "'", "«": "'", "»": "'", '"': "'",
    "–": "-", "—": "-", "‑": "-", "−": "-", "_": "-", "&": "+", "@": "(at)", "№": "No", "…": "...", ";": ",",
    "|": "/", "\\": "/", "[": "(", "]": ")", "{": "(", "}": ")", "!": ".", "*": ".", "#": ".", "%": ".",
    "=": "-", "~": "-", "<": "(", ">": ")", "$": "USD", "€": "EUR", "^": "", "\u00ad": "",
}  # fmt: skip


def fit_text(text: str, allows: Allows) -> str:
    """The text in allowed characters with single spaces; raises ``Unrepresentable`` with what nothing stands for."""
    composed = unicodedata.normalize("NFC", text)
    pieces = [_fit_character(character, allows) for character in " ".join(composed.split())]
    missing = [character for character, piece in zip(" ".join(composed.split()), pieces, strict=True) if piece is None]
    if missing:
        raise Unrepresentable(missing)
    return " ".join("".join(piece for piece in pieces if piece is not None).split())


def allow_encoding(encoding: str, without: str = "") -> Allows:
    """All printable characters of an encoding, but for some that mean something in the format."""

    def allows(character: str) -> bool:
        if character in without or not character.isprintable():
            return False
        try:
            character.encode(encoding)
        except UnicodeEncodeError:
            return False
        return True

    return allows


def allow_characters(characters: str) -> Allows:
    """Only these."""
    return frozenset(characters).__contains__


def wrap_lines(text: str, width: int, most: int) -> list[str]:
    """At most so many lines of at most so many characters; broken at spaces where that is enough, else anywhere.

    What does not fit is cut.
    """
    lines = [""]
    for word in text.split():
        joined = f"{lines[-1]} {word}".strip()
        if len(joined) <= width:
            lines[-1] = joined
        else:
            lines.append(word)
    if len(lines) > most or any(len(line) > width for line in lines):
        lines = [text[start : start + width].strip() for start in range(0, len(text), width)]
    return [line for line in lines if line][:most]


def _fit_character(character: str, allows: Allows) -> str | None:
    if allows(character):
        return character
    for piece in _list_replacements(character):
        if all(map(allows, piece)):
            return piece
    return None


def _list_replacements(character: str) -> list[str]:
    found = [table[character] for table in (_LATIN, _SIGNS) if character in table]
    lower = character.lower()
    if lower in _CYRILLIC:
        latin = _CYRILLIC[lower]
        found.append(latin if character == lower else latin.capitalize())
    bare = "".join(part for part in unicodedata.normalize("NFKD", character) if not unicodedata.combining(part))
    return [*found, bare] if bare and bare != character else found
