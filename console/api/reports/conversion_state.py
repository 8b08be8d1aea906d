"""What became of a conversion, in the one word that people read of it."""

from enum import StrEnum

from fraud.review.decisions import HOLD, PAY, REJECT
from fraud.review.payable import PENDING


class ConversionState(StrEnum):
    """Its decision, or what leaves nothing to decide; stable values."""

    PENDING = "pending"
    APPROVED = "approved"
    HELD = "held"
    REJECTED = "rejected"
    REFUNDED = "refunded"
    NOT_PARTNER = "not_partner"


_OF_DECISIONS = {
    PENDING: ConversionState.PENDING,
    PAY: ConversionState.APPROVED,
    HOLD: ConversionState.HELD,
    REJECT: ConversionState.REJECTED,
}


def find_state(decision: str, ref: str, gross_minor: int, net_minor: int) -> ConversionState:
    """What was given back whole, and what no partner referred, are no question of a decision any more."""
    if gross_minor > 0 and net_minor <= 0:
        return ConversionState.REFUNDED
    if not ref and decision in (PAY, PENDING):
        return ConversionState.NOT_PARTNER
    return _OF_DECISIONS[decision]
