"""A conversion as it stands in the list and above its why."""

from fraud.review.decisions import Decision
from reports.conversions.report import Conversion


def show_conversion(conversion: Conversion, duplicates: int, decided: Decision) -> dict[str, object]:
    """Money in minor units of its own currency; ``duplicates``: how often it was reported again."""
    return {
        "event_id": conversion.event_id,
        "type": conversion.type,
        "order_id": conversion.order_id,
        "timestamp": conversion.timestamp_ms,
        "ref": conversion.ref,
        "amount": conversion.gross_minor,
        "refunded": conversion.gross_minor - conversion.net_minor,
        "currency": conversion.currency,
        "decision": decided.decision,
        "reasons": list(decided.reasons),
        "duplicates": duplicates,
    }
