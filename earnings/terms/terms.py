"""One version of a program's rules of reward: who is paid for what, how much, when and until when."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from fractions import Fraction
from zoneinfo import ZoneInfo

from earnings.terms.customer_reward import CustomerReward
from earnings.terms.payout_schedule import PayoutEvery, PayoutSchedule
from earnings.terms.reward import Reward
from earnings.terms.tiers import Metric, PeriodKind
from registry.enums import Model, Priority

UNIT_PPM = 1_000_000


class Kind(StrEnum):
    """What a conversion is."""

    SALE = "sale"
    LEAD = "lead"


class LevelBase(StrEnum):
    """What a level's rate is applied to: the child's rounded commission, or his exact share of the sale."""

    COMMISSION = "commission"
    SALE = "sale"


class FeePayer(StrEnum):
    """Who bears the fee of a payout."""

    SITE = "site"
    PARTNER = "partner"


@dataclass(frozen=True, slots=True)
class Caps:
    """The most that is granted, in minor units of each currency; None is no limit."""

    per_sale: int | None = None
    per_customer: int | None = None
    per_partner_month: int | None = None
    program_month: int | None = None


@dataclass(frozen=True, slots=True)
class Recurring:
    """A customer belongs to his partners for ``limit_months`` from his first sale and ``limit_payments`` payments."""

    limit_months: int | None = None
    limit_payments: int | None = None
    takeover: bool = False
    binds_on: Kind = Kind.LEAD
    earns_after_limit: bool = False


@dataclass(frozen=True, slots=True)
class Level:
    """What a partner's parent gets, for ``months`` from the partner's joining."""

    rate_ppm: int
    base: LevelBase = LevelBase.COMMISSION
    months: int | None = None


@dataclass(frozen=True, slots=True)
class Bonus:
    """A fixed amount for a partner who reaches ``threshold`` within a period."""

    id: str
    metric: Metric
    threshold: int
    period: PeriodKind
    amount_minor: int


@dataclass(frozen=True, slots=True)
class PayoutTerms:
    """From which amount on partners are paid, and what a payout costs; amounts by currency, in minor units.

    A run that pays more than ``second_person_above`` is not approved by who made it. Without a ``schedule`` partners
    are paid whenever somebody makes a run. ``takes_requests``: a partner may ask for his payout.
    """

    minimum: Mapping[str, int] = field(default_factory=dict)
    fee_ppm: int = 0
    fee_fixed: Mapping[str, int] = field(default_factory=dict)
    fee_payer: FeePayer = FeePayer.SITE
    second_person_above: Mapping[str, int] = field(default_factory=dict)
    schedule: PayoutSchedule | None = None
    takes_requests: bool = False

    @property
    def needs_request(self) -> bool:
        """Whether only those are paid who asked for it."""
        return self.schedule is not None and self.schedule.every is PayoutEvery.REQUEST

    def find_minimum(self, currency: str) -> int:
        """At least one minor unit: nothing is no payout."""
        return max(self.minimum.get(currency, 0), 1)


@dataclass(frozen=True, slots=True)
class Overrides:
    """Lists of rewards that come before the program's: by link, partner and group, in this order."""

    links: Mapping[str, tuple[Reward, ...]] = field(default_factory=dict)
    partners: Mapping[str, tuple[Reward, ...]] = field(default_factory=dict)
    groups: Mapping[str, tuple[Reward, ...]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Terms:
    """Rules of the conversions from ``valid_from`` until the next version; never changed once saved."""

    version: int
    valid_from: datetime
    rewards: tuple[Reward, ...]
    overrides: Overrides = field(default_factory=Overrides)
    model: Model = Model.LAST_CLICK
    window_days: int = 30
    priority: Priority = Priority.CLICK
    hold_days: int = 30
    zone: ZoneInfo = field(default_factory=lambda: ZoneInfo("UTC"))
    recurring: Recurring | None = None
    new_customers_only: bool = False
    caps: Caps = field(default_factory=Caps)
    levels: tuple[Level, ...] = ()
    compression: bool = False
    bonuses: tuple[Bonus, ...] = ()
    customer_reward: CustomerReward | None = None
    base_excludes: tuple[str, ...] = ()
    prorates_fixed: bool = False
    clawback_days: int | None = None
    auto_reject: bool = False
    pay_unconfirmed: bool = False
    ends_at: datetime | None = None
    recurs_after_end: bool = False
    payout: PayoutTerms = field(default_factory=PayoutTerms)


def make_rate(rate_ppm: int) -> Fraction:
    """The exact rate of parts per million."""
    return Fraction(rate_ppm, UNIT_PPM)
