"""What makes a lead or sale unique on its site."""

from collections.abc import Sequence

import numpy as np

from events.enums import EventType
from ingest.columns import EventColumns
from warehouse.dictionary_column import encode_values

_LEAD, _SALE = EventType.LEAD.value, EventType.SALE.value
# The parameters of :func:`make_conversion_key`.
KEY_FIELDS = ("type", "order_id", "customer_id", "email_hash", "visitor_id", "name")


def list_conversion_keys(columns: EventColumns) -> dict[int, str]:
    """The key of each row that reports a lead or sale."""
    rows = _find_conversions(columns["type"])
    values = zip(*([columns[name][row] for row in rows] for name in KEY_FIELDS), strict=True)
    return dict(zip(rows, (make_conversion_key(*each) for each in values), strict=True))


def make_conversion_key(kind: str, order_id: str, customer_id: str, email_hash: str, visitor_id: str, name: str) -> str:
    """A sale is one by its order; a lead by the first that it names, and by its own name behind a line feed.

    Empty where it names nothing, then it is unique by itself; empty for what is neither.
    """
    if kind == _SALE and order_id:
        return f"o:{order_id}"
    named = {"o": order_id, "c": customer_id, "e": email_hash, "v": visitor_id} if kind == _LEAD else {}
    return next((f"{letter}:{value}\n{name}" for letter, value in named.items() if value), "")


def _find_conversions(kinds: Sequence[str]) -> list[int]:
    column = encode_values(kinds)
    wanted = [code for code, kind in enumerate(column.values) if kind in (_LEAD, _SALE)]
    found: list[int] = np.flatnonzero(np.isin(column.codes, wanted)).tolist()
    return found
