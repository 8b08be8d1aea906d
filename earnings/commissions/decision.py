"""A decision: who earns what of one conversion, frozen with all that its amounts are computed from."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from fractions import Fraction

from earnings.commissions.facts import Basis, Conversion, Touch
from earnings.terms.customer_reward import CustomerReward
from earnings.terms.terms import LevelBase


class Reason(StrEnum):
    """Why nobody earns. ``click`` to ``bound``: through what it was credited; its ``shares`` say why nobody is paid."""

    TEST = "test"
    UNATTRIBUTED = "unattributed"
    REFERRAL_EXPIRED = "referral_expired"
    EXISTING_CUSTOMER = "existing_customer"
    RECURRING_LIMIT = "recurring_limit"
    PROGRAM_ENDED = "program_ended"
    NO_TERMS = "no_terms"
    CLICK = "click"
    REF = "ref"
    PROMO_CODE = "promo_code"
    BOUND = "bound"
    EARNS = ""


class Outcome(StrEnum):
    """What becomes of one share."""

    EARNS = "earns"
    NOBODY = "nobody"
    INACTIVE = "inactive"
    NO_REWARD = "no_reward"


@dataclass(frozen=True, slots=True)
class Position:
    """Where the share stood in the partner's volume of a period when it was decided: [before, after)."""

    period: str
    before: Fraction
    after: Fraction


@dataclass(frozen=True, slots=True)
class Share:
    """The part of the weight that one partner has by one rule; ``rule`` names scope, owner and reward."""

    partner: str
    rule: str
    outcome: Outcome
    weight: int
    first_touch_at: datetime
    rate_ppm: Fraction = Fraction(0)
    fixed_minor: int | None = None
    position: Position | None = None


@dataclass(frozen=True, slots=True)
class Grant:
    """What was left of the caps for a partner's line when it arrived, and what the line would have earned."""

    partner: str
    room: int
    asked: int

    def limit(self, minor: int) -> int:
        """A line that was not cut keeps its amount; a refund first takes what was cut."""
        return min(minor, self.room) if self.asked > self.room else minor


@dataclass(frozen=True, slots=True)
class Upline:
    """A parent who earns by a child's line."""

    partner: str
    child: str
    level: int
    rate_ppm: int
    base: LevelBase


@dataclass(frozen=True, slots=True)
class Decision:
    """One revision; the amounts are functions of it and of what was given back (``amounts``)."""

    order: str
    revision: int
    conversion: Conversion
    terms_version: int
    base_minor: int
    basis: Basis
    reason: Reason
    touches: tuple[Touch, ...] = ()
    total_weight: int = 0
    shares: tuple[Share, ...] = ()
    binding: str = ""
    payment_number: int = 0
    per_sale_cap: int | None = None
    prorates_fixed: bool = False
    grants: tuple[Grant, ...] = ()
    uplines: tuple[Upline, ...] = ()
    customer_reward: CustomerReward | None = None

    def list_earning(self) -> list[Share]:
        """The shares that are paid for."""
        return [share for share in self.shares if share.outcome is Outcome.EARNS]

    def is_credited(self) -> bool:
        """Whether an active partner was credited, paid for it or not."""
        return any(share.outcome in (Outcome.EARNS, Outcome.NO_REWARD) for share in self.shares)


@dataclass(frozen=True, slots=True)
class Lock:
    """From ``at`` on only money causes change what the conversion earns: this revision of its decision is final."""

    order: str
    revision: int
    at: datetime


@dataclass(frozen=True, slots=True)
class PeriodLock:
    """From ``at`` on a line of a period is final: a bonus by its amount, a true-up by its rate."""

    line: str
    at: datetime
    rate_ppm: int = 0
    amount_minor: int = 0
