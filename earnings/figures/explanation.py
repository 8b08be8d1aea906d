"""One commission from the snapshot of its decision, to the cent: nothing is asked of events that may have expired."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction

from earnings.commissions.amounts import share_base
from earnings.commissions.decision import Decision, Outcome, Share
from earnings.commissions.returns import Returned
from earnings.figures.commissions import Commission
from earnings.ledger.accounts import OWED_ACCOUNTS, Account
from earnings.ledger.transaction import Cause, LineKind
from earnings.terms.terms import UNIT_PPM


@dataclass(frozen=True, slots=True)
class ExplainedShare:
    """The part of the weight by one rule: ``exact`` minor units are rounded over all partners together."""

    rule: str
    weight: int
    total_weight: int
    rate_ppm: Fraction
    fixed_minor: int | None
    base: Fraction
    exact: Fraction


@dataclass(frozen=True, slots=True)
class Move:
    """One entry: by how much the line changed, and where its money lay then."""

    at: datetime
    cause: Cause
    account: Account
    minor: int
    note: str


def explain_shares(commission: Commission, returned: Returned) -> list[ExplainedShare]:
    """Of a direct line; the other kinds have none of their own."""
    decision, line = commission.decision, commission.line
    if decision is None or line.kind is not LineKind.DIRECT:
        return []
    own = [each for each in decision.shares if each.partner == line.owner and each.outcome is Outcome.EARNS]
    return [_explain(each, decision, returned) for each in own]


def list_moves(commission: Commission) -> list[Move]:
    """In the order in which they were posted."""
    return [
        Move(each.at, each.cause, posting.account, -posting.minor, each.note)
        for each in commission.transactions
        for posting in each.postings
        if posting.line == commission.line and posting.account in OWED_ACCOUNTS
    ]


def write_exact(amount: Fraction, digits: int = 6) -> str:
    """A decimal text of minor units, exact where it ends within these digits; else with an ellipsis."""
    scaled = amount * 10**digits
    whole, fraction = divmod(abs(scaled.numerator) // scaled.denominator, 10**digits)
    text = f"{whole}.{fraction:0{digits}}".rstrip("0").rstrip(".")
    sign = "-" if amount < 0 else ""
    return f"{sign}{text}" if scaled.denominator == 1 else f"{sign}{text}…"


def list_own_touches(commission: Commission) -> Sequence[tuple[datetime, int]]:
    """When the owner was clicked, and with which weight."""
    decision = commission.decision
    touches = decision.touches if decision else ()
    return [(touch.at, touch.weight) for touch in touches if touch.partner == commission.line.owner]


def _explain(share: Share, decision: Decision, returned: Returned) -> ExplainedShare:
    base = share_base(decision, share.weight, returned)
    exact = base * share.rate_ppm / UNIT_PPM
    if share.fixed_minor is not None:
        kept = returned.find_kept() if decision.prorates_fixed else Fraction(not returned.is_all)
        exact = Fraction(share.fixed_minor * share.weight, decision.total_weight) * kept
    return ExplainedShare(
        share.rule, share.weight, decision.total_weight, share.rate_ppm, share.fixed_minor, base, exact
    )
