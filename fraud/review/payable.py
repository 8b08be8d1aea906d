"""What of a conversion may be paid: the one decision that is shown of it everywhere, and why.

The word of a person and of the rules, what a run has covered, how the conversion is confirmed and credited: each is
known elsewhere; here they become one decision.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from events.enums import CONFIRMED_TRUST
from fraud.review.decisions import BY_RULES, HOLD, PAY, Decision, query_decisions
from warehouse.interface import Value, Warehouse
from warehouse.sql_files import read_statement

PENDING = "pending"


class ReasonCode(StrEnum):
    """Why a conversion is not payable, or what is remarkable of it, beside the reasons of the rules; stable values."""

    DISPUTED = "disputed"
    UNCONFIRMED = "unconfirmed"
    UNSIGNED_IDENTITY = "unsigned_identity"
    LATE_CLICK = "late_click"
    CONTRADICTED_ORDER = "contradicted_order"


class Awaited(StrEnum):
    """What a pending conversion waits for; NOTHING of any other."""

    NOTHING = ""
    FRAUD_RUN = "fraud_run"
    CONFIRMATION = "confirmation"


@dataclass(frozen=True, slots=True)
class Claim:
    """What a conversion rests on.

    ``trust`` of the report that stands, of ``reports`` that changed how it stands; ``is_declared``: credited by the ref
    or promo code that it names alone.
    """

    event_id: str
    trust: int
    reports: int
    is_declared: bool = False
    is_unsigned_identity: bool = False
    is_late_click: bool = False
    is_disputed: bool = False
    is_contradicted: bool = False

    @property
    def is_confirmed(self) -> bool:
        """Whether the shop itself says so; a signature does not cover ref and promo code."""
        return self.trust > CONFIRMED_TRUST or (self.trust == CONFIRMED_TRUST and not self.is_declared)


@dataclass(frozen=True, slots=True)
class ShownDecision:
    """``decision`` is pending, pay, hold or reject; ``reasons`` are codes that a partner may see."""

    decision: str
    reasons: tuple[str, ...] = ()
    awaits: Awaited = Awaited.NOTHING
    is_by_person: bool = False


def query_shown_decisions(warehouse: Warehouse, site_id: int, claims: Sequence[Claim]) -> dict[str, ShownDecision]:
    """Event id → the decision that is shown, for each of the conversions."""
    ids = [claim.event_id for claim in claims]
    decided = query_decisions(warehouse, site_id, ids)
    parameters: dict[str, Value] = {
        "site_id": site_id,
        "conversion_ids": ids,
        "report_counts": [claim.reports for claim in claims],
    }
    judged = warehouse.query(read_statement("fraud.review", "judged"), parameters) if ids else None
    judged_ids = {event_id for (event_id,) in judged.parse_tuples(tuple[str])} if judged else set[str]()
    return {
        claim.event_id: decide_shown(claim, decided[claim.event_id], is_judged=claim.event_id in judged_ids)
        for claim in claims
    }


def decide_shown(claim: Claim, decided: Decision, *, is_judged: bool) -> ShownDecision:
    """The first that applies: a person's word, a run to come, a dispute, the rules, a confirmation to come, pay."""
    facts = _list_facts(claim, decided)
    reasons = (*decided.reasons, *facts)
    if decided.decided_by != BY_RULES:
        return ShownDecision(decided.decision, reasons, is_by_person=True)
    if not is_judged:
        return ShownDecision(PENDING, facts, Awaited.FRAUD_RUN)
    if claim.is_disputed:
        return ShownDecision(HOLD, reasons)
    if decided.decision != PAY:
        return ShownDecision(decided.decision, reasons)
    if not claim.is_confirmed or claim.is_unsigned_identity:
        return ShownDecision(PENDING, reasons, Awaited.CONFIRMATION)
    return ShownDecision(PAY, reasons)


def _list_facts(claim: Claim, decided: Decision) -> tuple[str, ...]:
    """What does not depend on the rules, in the order in which it matters."""
    # Who approves a conversion confirms it.
    is_approved = decided.decided_by != BY_RULES and decided.decision == PAY
    facts = (
        (ReasonCode.DISPUTED, claim.is_disputed),
        (ReasonCode.UNCONFIRMED, not claim.is_confirmed and not is_approved),
        (ReasonCode.UNSIGNED_IDENTITY, claim.is_unsigned_identity),
        (ReasonCode.LATE_CLICK, claim.is_late_click),
        (ReasonCode.CONTRADICTED_ORDER, claim.is_contradicted),
    )
    return tuple(code.value for code, applies in facts if applies)
