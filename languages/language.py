"""The languages that texts are written in, and which of them somebody reads."""

from collections.abc import Iterator
from enum import StrEnum


class Language(StrEnum):
    """By its code of ISO 639-1, as `lang` in HTML has it."""

    ENGLISH = "en"
    POLISH = "pl"
    RUSSIAN = "ru"


# Each in its own language, so that whoever reads no other finds it.
NAMES = {Language.ENGLISH: "English", Language.POLISH: "Polski", Language.RUSSIAN: "Русский"}


def find_language(code: str) -> Language | None:
    """The language of a stored or typed code; None for an empty or unknown one."""
    return Language(code) if code in set(Language) else None


def negotiate_language(header: str) -> Language:
    """The first of ours that an ``Accept-Language`` (RFC 9110, 12.5.4) prefers; English if it accepts none of them."""
    for tag in sorted(_read_ranges(header), key=lambda each: -each[1]):
        found = find_language(tag[0].partition("-")[0])
        if found:
            return found
    return Language.ENGLISH


def _read_ranges(header: str) -> Iterator[tuple[str, float]]:
    """Language ranges with their weights; those that are not accepted, or not readable, are left out."""
    for part in header.split(","):
        tag, _, parameters = part.partition(";")
        weight = _read_weight(parameters)
        if tag.strip() and weight > 0:
            yield tag.strip().lower(), weight


def _read_weight(parameters: str) -> float:
    name, _, value = parameters.strip().partition("=")
    if not name:
        return 1.0
    try:
        return float(value) if name.strip().lower() == "q" else 1.0
    except ValueError:
        return 0.0
