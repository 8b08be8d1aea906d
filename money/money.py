"""Money leaves as a sum in major units for each currency; inside it is whole minor units, never added across."""

from collections import Counter
from collections.abc import Mapping
from decimal import Decimal
from functools import cache

from iso4217 import Currency

# ISO 4217 gives no minor unit for gold, bonds and test codes; and a shop may name a currency of its own.
_USUAL_DIGITS = 2


@cache
def minor_digits(currency: str) -> int:
    """How many digits of ISO 4217 stand behind the point: EUR 2, JPY 0, KWD 3."""
    try:
        exponent = Currency(currency).exponent
    except ValueError:
        return _USUAL_DIGITS
    return _USUAL_DIGITS if exponent is None else exponent


def to_major(amount_minor: int, currency: str) -> float:
    """The nearest number to the exact amount in major units."""
    return float(Decimal(amount_minor).scaleb(-minor_digits(currency)))


def show_money(minor_by_currency: Mapping[str, int]) -> dict[str, float]:
    """``{"EUR": 1234.5}``: one entry a named currency, in the order of their names."""
    return {code: to_major(minor_by_currency[code], code) for code in sorted(minor_by_currency) if code}


def add_money(*sums: Mapping[str, int]) -> dict[str, int]:
    """The sums of each currency, in minor units."""
    total: Counter[str] = Counter()
    for each in sums:
        total.update(each)
    return dict(total)
