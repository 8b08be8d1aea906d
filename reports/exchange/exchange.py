"""Converts money of several currencies into the one that a question names; without a rate it stays as it is."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from fractions import Fraction

from money.amount import list_amounts
from money.rates import Rates, round_half_even
from warehouse.interface import Value, Warehouse
from warehouse.sql_files import read_statement


@dataclass(frozen=True, slots=True)
class Exchange:
    """``factors``: minor units of ``currency`` for one minor unit of another currency, on each day it was paid."""

    currency: str
    factors: Mapping[tuple[str, date], Fraction]

    def convert(self, amount_minor: int, currency: str, timestamp_ms: int) -> int | None:
        """The amount by the rate of the moment's day of UTC, half to even; None where no rate is known."""
        factor = self.factors.get((currency, datetime.fromtimestamp(timestamp_ms / 1000, UTC).date()))
        return None if factor is None else round_half_even(amount_minor * factor)

    def make_parameters(self) -> Mapping[str, Value]:
        """The rates as the parameters of credits.sql."""
        return _list_factors(self.currency, self.factors)

    def describe(self, unconverted_minor: Mapping[str, int]) -> dict[str, object]:
        """Its part of ``meta``, where everything that was not converted is listed."""
        return {"currency": self.currency, "unconverted": list_amounts(unconverted_minor)}


def query_exchange(
    warehouse: Warehouse, rates: Rates, currency: str, site_id: int, from_ms: int, to_ms: int
) -> Exchange:
    """The factors of every currency and day that the site's conversions of the period were paid in."""
    period: Mapping[str, Value] = {"site_id": site_id, "from_ms": from_ms, "to_ms": to_ms}
    paid = warehouse.query(read_statement("reports.exchange", "currencies"), period)
    pairs = paid.parse_tuples(tuple[str, date])
    factors = {(code, day): rates.find_factor(code, currency, day) for code, day in pairs}
    return Exchange(currency, {key: factor for key, factor in factors.items() if factor is not None})


def make_exchange_parameters(exchange: Exchange | None) -> Mapping[str, Value]:
    """The parameters of a statement that converts by the known rates; without an exchange there are none."""
    return exchange.make_parameters() if exchange else _list_factors("", {})


def _list_factors(currency: str, factors: Mapping[tuple[str, date], Fraction]) -> Mapping[str, Value]:
    return {
        "target_currency": currency,
        "rate_keys": ["", *(f"{code} {day.isoformat()}" for code, day in factors)],
        "rate_numerators": [1, *(factor.numerator for factor in factors.values())],
        "rate_denominators": [1, *(factor.denominator for factor in factors.values())],
    }
