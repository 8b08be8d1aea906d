"""A conversion as it stands in the list and above its why."""

from collections.abc import Mapping
from typing import Annotated, Any

from msgspec import UNSET, Meta, UnsetType

from console.api.fields import Count, DecisionName, Milliseconds, Resource, choice
from fraud.review.decisions import Decision
from money.amount import Amount, make_amount
from reports.conversions.report import Conversion as Found


class Conversion(Resource):
    """A lead or a sale; `ref` earned most of it, `duplicates` says how often it was reported again."""

    event_id: str
    type: Annotated[str, choice(("sale", "lead"))]
    order_id: str
    timestamp: Milliseconds
    ref: str
    value: Annotated[Amount | None, Meta(description="Before refunds; null where the conversion names no amount")]
    refunded: Amount | None
    decision: DecisionName
    reasons: list[str]
    duplicates: Count
    converted: Annotated[
        Amount | UnsetType | None, Meta(description="After refunds, in the requested currency; null without a rate")
    ] = UNSET


def show_conversion(
    found: Found, duplicates: int, decided: Decision, converted: Amount | UnsetType | None = UNSET
) -> Conversion:
    return Conversion(
        event_id=found.event_id,
        type=found.type,
        order_id=found.order_id,
        timestamp=found.timestamp_ms,
        ref=found.ref,
        value=make_amount(found.gross_minor, found.currency),
        refunded=make_amount(found.gross_minor - found.net_minor, found.currency),
        decision=decided.decision,
        reasons=list(decided.reasons),
        duplicates=duplicates,
        converted=converted,
    )


def show_value(row: Mapping[str, Any]) -> dict[str, Any]:
    """A row of the warehouse with its ``amount_minor`` and ``currency`` as ``value``."""
    kept = {name: cell for name, cell in row.items() if name not in ("amount_minor", "currency")}
    return {**kept, "value": make_amount(row["amount_minor"], row["currency"])}
