"""``currency``: the one currency to convert an answer to."""

from collections.abc import Mapping
from dataclasses import dataclass

from console.api.values import parse_text
from console.errors import InvalidRequest
from money.rates import Rates
from money.rates_file import RatesFile
from reports.exchange.exchange import Exchange, query_exchange
from reports.period import Period
from warehouse.interface import Warehouse


@dataclass(frozen=True, slots=True)
class CurrencyQuestion:
    """One currency of these rates; none is requested where ``rates`` is None."""

    currency: str = ""
    rates: Rates | None = None

    def query(self, warehouse: Warehouse, site_id: int, period: Period) -> Exchange | None:
        """The factors for the conversions of the period; None where no currency is requested."""
        if self.rates is None:
            return None
        return query_exchange(warehouse, self.rates, self.currency, site_id, period.from_ms, period.to_ms)


def parse_currency(query: Mapping[str, str], file: RatesFile | None) -> CurrencyQuestion:
    """``currency`` of the query; raises ``InvalidRequest`` where it has no rates."""
    currency = parse_text(query, "currency", longest=3)
    if not currency:
        return CurrencyQuestion()
    if file is None:
        raise InvalidRequest(
            "currency", "there are no exchange rates here; set PRM_CURRENCY_RATES to a file of rates", "no_rates"
        )
    rates = file.read()
    if not rates.knows(currency):
        raise InvalidRequest("currency", f"the file of rates has none of {currency}", "no_rates")
    return CurrencyQuestion(currency, rates)
