"""What a conversion's money may do: mature, wait, be held, or come back."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from earnings.commissions.facts import Conversion, Dispute, Review, Speaker, Word
from earnings.commissions.returns import find_dispute
from earnings.terms.terms import Terms
from events.enums import DisputeState


class Ruling(StrEnum):
    """``pay`` matures when it is due; ``pending`` waits for what ``Verdict.why`` names."""

    PAY = "pay"
    PENDING = "pending"
    HOLD = "hold"
    REJECT = "reject"


class Why(StrEnum):
    """What decided."""

    PERSON = "person"
    RULES = "rules"
    DISPUTE = "dispute"
    UNCOVERED = "uncovered"
    UNCONFIRMED = "unconfirmed"
    UNSIGNED_IDENTITY = "unsigned_identity"
    NOTHING = ""


@dataclass(frozen=True, slots=True)
class Verdict:
    """``approved_at``: a person released the conversion before it was due."""

    ruling: Ruling
    why: Why
    approved_at: datetime | None = None


def find_verdict(
    conversion: Conversion,
    terms: Terms,
    reviews: Iterable[Review],
    disputes: Iterable[Dispute],
    is_covered: bool,
    moment: datetime,
) -> Verdict:
    """The first that applies: a person's word, no fraud run yet, an open dispute, the rules, what is not confirmed."""
    spoken = sorted((each for each in reviews if each.at <= moment), key=lambda each: each.at)
    person = _find_word(spoken, Speaker.PERSON)
    approved_at = person.at if person and person.word is Word.APPROVE else None
    if person:
        return Verdict(_RULINGS[person.word], Why.PERSON, approved_at)
    if not is_covered:
        return Verdict(Ruling.PENDING, Why.UNCOVERED)
    dispute = find_dispute(disputes, moment)
    if dispute and dispute.state is DisputeState.OPENED:
        return Verdict(Ruling.HOLD, Why.DISPUTE)
    rules = _find_word(spoken, Speaker.RULES)
    if rules and rules.word is Word.REJECT and not terms.auto_reject:
        return Verdict(Ruling.HOLD, Why.RULES)
    if rules and rules.word in (Word.HOLD, Word.REJECT):
        return Verdict(_RULINGS[rules.word], Why.RULES)
    if not terms.pay_unconfirmed and conversion.is_doubtful:
        return Verdict(Ruling.PENDING, Why.UNSIGNED_IDENTITY if conversion.is_confirmed else Why.UNCONFIRMED)
    return Verdict(Ruling.PAY, Why.NOTHING)


_RULINGS = {
    Word.PAY: Ruling.PAY,
    Word.APPROVE: Ruling.PAY,
    Word.HOLD: Ruling.HOLD,
    Word.REJECT: Ruling.REJECT,
}


def _find_word(spoken: list[Review], speaker: Speaker) -> Review | None:
    """The speaker's last word, none where it was taken back."""
    last = next((each for each in reversed(spoken) if each.by is speaker), None)
    return None if last is None or last.word is Word.UNDO else last
