"""A conversion as it stands in the list and above its why."""

from collections.abc import Mapping
from typing import Any

from fraud.decisions import Decision
from money.amount import make_amount
from reports.conversions.report import Conversion


def show_conversion(conversion: Conversion, duplicates: int, decided: Decision) -> dict[str, object]:
    """``value`` is before refunds, None where it names no money; ``duplicates``: how often it was reported again."""
    return {
        "event_id": conversion.event_id,
        "type": conversion.type,
        "order_id": conversion.order_id,
        "timestamp": conversion.timestamp_ms,
        "ref": conversion.ref,
        "value": make_amount(conversion.gross_minor, conversion.currency),
        "refunded": make_amount(conversion.gross_minor - conversion.net_minor, conversion.currency),
        "decision": decided.decision,
        "reasons": list(decided.reasons),
        "duplicates": duplicates,
    }


def show_value(row: Mapping[str, Any]) -> dict[str, Any]:
    """A row of the warehouse with its ``amount_minor`` and ``currency`` as ``value``."""
    kept = {name: cell for name, cell in row.items() if name not in ("amount_minor", "currency")}
    return {**kept, "value": make_amount(row["amount_minor"], row["currency"])}
