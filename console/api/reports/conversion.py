"""A conversion as it stands in the list and above its why."""

from collections.abc import Mapping
from typing import Annotated, Any

from msgspec import UNSET, Meta, UnsetType

from console.api.fields import LABEL, AwaitedName, Count, DecisionName, Milliseconds, Resource, SourceName, choice
from console.api.reports.conversion_state import ConversionState, find_state
from fraud.review.payable import ShownDecision
from money.amount import Amount, make_amount
from registry.code_lookup import CodeLookup
from reports.conversions.report import Conversion as Found
from reports.conversions.standing import Standing


class Conversion(Resource):
    """A lead or a sale as it stands.

    `ref` earned most of it, `source` reported it, `duplicates` says how often it was reported beside that. `decision`
    says whether it is payable; what is `pending` `awaits` a fraud run or a confirmation. `state` is what people read:
    the decision, or that it was given back whole, or that no partner referred it.
    """

    event_id: str
    type: Annotated[str, choice(("sale", "lead"))]
    order_id: str
    timestamp: Milliseconds
    ref: str
    partner: Annotated[str, Meta(description="Own code of the partner with this `ref`; empty where it is nobody's")]
    partner_name: Annotated[str, LABEL]
    source: SourceName
    value: Annotated[Amount | None, Meta(description="Before refunds; null where the conversion names no amount")]
    refunded: Amount | None
    decision: DecisionName
    state: Annotated[str, choice(ConversionState)]
    reasons: list[str]
    awaits: AwaitedName
    duplicates: Count
    converted: Annotated[
        Amount | UnsetType | None, Meta(description="After refunds, in the requested `currency`; null without a rate")
    ] = UNSET
    stage: Annotated[
        str | UnsetType,
        Meta(description="How far the team is with a lead; empty of a sale. This and the next for the team"),
    ] = UNSET
    assigned_to: Annotated[Count | UnsetType | None, Meta(description="The team member who looks after it")] = UNSET
    assigned_name: Annotated[str | UnsetType, LABEL] = UNSET


def make_conversion(
    found: Found,
    standing: Standing,
    shown: ShownDecision,
    codes: CodeLookup,
    converted: Amount | UnsetType | None = UNSET,
) -> Conversion:
    partner = codes.find_owner(found.ref)
    return Conversion(
        event_id=found.event_id,
        type=found.type,
        order_id=found.order_id,
        timestamp=found.timestamp_ms,
        ref=found.ref,
        partner=partner.own_code if partner else "",
        partner_name=partner.name if partner else "",
        source=standing.source,
        value=make_amount(found.gross_minor, found.currency),
        refunded=make_amount(found.gross_minor - found.net_minor, found.currency),
        decision=shown.decision,
        state=find_state(shown.decision, found.ref, found.gross_minor, found.net_minor),
        reasons=list(shown.reasons),
        awaits=shown.awaits,
        duplicates=standing.others,
        converted=converted,
    )


def combine_amount(row: Mapping[str, Any]) -> dict[str, Any]:
    """A row of the warehouse with its ``amount_minor`` and ``currency`` as ``value``."""
    kept = {name: cell for name, cell in row.items() if name not in ("amount_minor", "currency")}
    return {**kept, "value": make_amount(row["amount_minor"], row["currency"])}
