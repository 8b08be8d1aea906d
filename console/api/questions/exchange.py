"""Parses ``currency``: the one currency in which an answer is asked for."""

from console.api.request import Asked
from console.api.values import read_text
from reports.errors import QuestionInvalid
from reports.exchange.exchange import Exchange, query_exchange


def read_exchange(asked: Asked, from_ms: int, to_ms: int) -> Exchange | None:
    """For the conversions of a period, None where no ``currency`` is asked for; raises ``QuestionInvalid``."""
    currency = read_text(asked.query, "currency", longest=3)
    if not currency:
        return None
    if asked.sources.rates is None:
        raise QuestionInvalid("currency", "no rates are known here; name their file by PRM_CURRENCY_RATES", "no_rates")
    rates = asked.sources.rates.read()
    if not rates.knows(currency):
        raise QuestionInvalid("currency", f"the file of rates has none of {currency}", "no_rates")
    return query_exchange(asked.sources.warehouse, rates, currency, asked.site().site_id, from_ms, to_ms)
