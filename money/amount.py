"""An amount of money: whole minor units of one currency, never a float, never added across currencies."""

import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from iso4217 import Currency

# ISO 4217 gives no minor unit for gold, bonds and test codes; and a shop may name a currency of its own.
_USUAL_DIGITS = 2
_DECIMAL = re.compile(r"-?[0-9]{1,30}(?:\.[0-9]{1,30})?")


@dataclass(frozen=True, slots=True)
class Amount:
    """``minor`` whole minor units of ``currency``, by the digits of ISO 4217."""

    minor: int
    currency: str

    def format(self) -> str:
        """A decimal string with exactly the currency's digits, like ``-4.99``."""
        digits = minor_digits(self.currency)
        sign, text = "-" if self.minor < 0 else "", str(abs(self.minor)).rjust(digits + 1, "0")
        return f"{sign}{text[:-digits]}.{text[-digits:]}" if digits else sign + text


def parse_amount(text: str, currency: str) -> Amount:
    """The amount of a decimal string; raises ``ValueError`` for more digits than the currency has."""
    digits = minor_digits(currency)
    whole, _, fraction = text.partition(".")
    if not _DECIMAL.fullmatch(text) or len(fraction) > digits:
        raise ValueError(f"{text!r} is not an amount of {currency}: give at most {digits} digits after the point")
    return Amount(int(whole + fraction.ljust(digits, "0")), currency)


def make_amount(minor: int | None, currency: str) -> Amount | None:
    """None where there is no amount, or no currency: a lead need not name any."""
    return Amount(minor, currency) if currency and minor is not None else None


def list_amounts(minor_by_currency: Mapping[str, int]) -> list[Amount]:
    """One amount a named currency, in the order of their names."""
    return [Amount(minor_by_currency[code], code) for code in sorted(minor_by_currency) if code]


def add_money(*sums: Mapping[str, int]) -> dict[str, int]:
    """The sums of each currency, in minor units."""
    total: Counter[str] = Counter()
    for each in sums:
        total.update(each)
    return dict(total)


@cache
def minor_digits(currency: str) -> int:
    """How many digits of ISO 4217 stand behind the point: EUR 2, JPY 0, KWD 3."""
    try:
        exponent = Currency(currency).exponent
    except ValueError:
        return _USUAL_DIGITS
    return _USUAL_DIGITS if exponent is None else exponent
