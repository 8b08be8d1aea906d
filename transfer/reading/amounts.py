"""Amounts of money as people write them, in minor units."""

import re

from money.amount import Amount, minor_digits, parse_amount

# Signs, names and blanks of currencies around the number; apostrophes and blanks within it separate thousands.
_AROUND = re.compile(r"^[^\d\-+.,(]+|[^\d.,)]+$")
_THOUSANDS = re.compile(r"(?<=\d)[\s'’\u00a0\u202f](?=\d{3})")
_NUMBER = re.compile(r"-?\d[\d.,]*")
# Typographic minus signs; accountants write one behind the number.
_MINUS = re.compile("[−–]")
_MINUS_BEHIND = re.compile(r"(?<=\d)\s*-")
_GROUPED = re.compile(r"\d{1,3}(?:[.,]\d{3})+")


class AmountInvalid(ValueError):
    """``reason`` is one word of a closed set, like those of the tracker."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


def parse_major(text: str, currency: str, decimal: str = "") -> int:
    """The minor units of ``49.90``, ``1.234,56``, ``€ 12``; ``decimal`` is the sign before the fraction, if known.

    Without it ``1.234`` is ambiguous, unless the currency has three digits. Raises :class:`AmountInvalid`.
    """
    signed = _MINUS.sub("-", text.strip())
    number = _THOUSANDS.sub("", _AROUND.sub("", signed))
    if not _NUMBER.fullmatch(number) or _MINUS_BEHIND.search(signed):
        raise AmountInvalid("not_a_number")
    sign = decimal or _choose_decimal(number, currency)
    whole, _, fraction = number.rpartition(sign) if sign and sign in number else (number, "", "")
    if any(each in fraction for each in ".,") or (any(each in whole for each in ".,") and not _is_grouped(whole)):
        raise AmountInvalid("ambiguous_amount")
    digits = minor_digits(currency)
    if fraction[digits:].strip("0"):
        raise AmountInvalid("too_many_digits")
    plain = whole.replace(".", "").replace(",", "")
    kept = fraction[:digits]
    try:
        return parse_amount(f"{plain}.{kept}" if kept else plain, currency).minor
    except ValueError:
        raise AmountInvalid("not_a_number") from None


def write_major(minor: int, currency: str) -> str:
    """The inverse, as reports show it."""
    return Amount(minor, currency).format()


def _choose_decimal(number: str, currency: str) -> str:
    """The sign that can only be that of the fraction; empty for none."""
    signs = [each for each in number if each in ".,"]
    if not signs:
        return ""
    if len(set(signs)) == 2:
        return signs[-1]
    if len(signs) > 1:
        return ""
    behind = len(number) - number.index(signs[0]) - 1
    if behind == 3 and not number.lstrip("-").startswith("0"):
        if minor_digits(currency) == 3:
            return signs[0]
        if minor_digits(currency) == 0:
            return ""
        raise AmountInvalid("ambiguous_amount")
    return signs[0]


def _is_grouped(whole: str) -> bool:
    return bool(_GROUPED.fullmatch(whole.lstrip("-"))) and len(set(whole) & {".", ","}) == 1
