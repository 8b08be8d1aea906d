"""What the rest of the product knows when commissions are computed: conversions, refunds, verdicts, partners, terms."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import TypeVar

from earnings.terms.terms import Kind, Terms
from events.enums import DisputeState
from registry.enums import PartnerStatus


class Basis(StrEnum):
    """Through what a conversion is credited."""

    CLICK = "click"
    REF = "ref"
    PROMO_CODE = "promo_code"
    BOUND = "bound"
    NOBODY = ""


class Word(StrEnum):
    """What the rules or a person say of a conversion; ``approve`` also locks it at once, ``undo`` takes a word back."""

    PAY = "pay"
    HOLD = "hold"
    REJECT = "reject"
    APPROVE = "approve"
    UNDO = "undo"


class Speaker(StrEnum):
    """Who said it."""

    RULES = "rules"
    PERSON = "person"


@dataclass(frozen=True, slots=True)
class Touch:
    """One click of a path, with the integer weight that the model gave it; ``partner`` is empty for nobody's."""

    partner: str
    weight: int
    at: datetime
    link: str = ""


@dataclass(frozen=True, slots=True)
class Conversion:
    """A lead or sale as attribution sees it now; ``touches`` are in order of time, and hold all of its weight.

    ``is_confirmed``: by a report that confirms, which vouches for the credit; ``is_claim``: credited by what only
    browsers said of who is who; ``is_customer_confirmed``: a report that confirms names the customer. ``customer`` is
    the same person under all ``other_names``.
    """

    order: str
    kind: Kind
    at: datetime
    received: datetime
    amount_minor: int
    currency: str
    customer: str = ""
    name: str = ""
    basis: Basis = Basis.NOBODY
    touches: tuple[Touch, ...] = ()
    properties: tuple[tuple[str, str | int], ...] = ()
    is_test: bool = False
    is_expired: bool = False
    is_confirmed: bool = True
    is_claim: bool = False
    is_customer_confirmed: bool = True
    other_names: tuple[str, ...] = ()

    @property
    def arrival(self) -> tuple[datetime, datetime, str]:
        """The order in which conversions take places in tiers and caps."""
        return self.received, self.at, self.order

    def list_names(self) -> list[str]:
        """All names of the customer; none of nobody."""
        return [name for name in (self.customer, *self.other_names) if name]

    @property
    def is_doubtful(self) -> bool:
        """Whether somebody is credited by browsers' words alone."""
        return self.is_claim or not self.is_confirmed


@dataclass(frozen=True, slots=True)
class Refund:
    """Money given back: ``amount_minor``, or all that was given back so far (``total_minor``), or without both all."""

    order: str
    at: datetime
    received: datetime
    id: str = ""
    amount_minor: int | None = None
    total_minor: int | None = None
    currency: str = ""


@dataclass(frozen=True, slots=True)
class Review:
    """One word about one conversion."""

    order: str
    at: datetime
    word: Word
    by: Speaker


@dataclass(frozen=True, slots=True)
class Dispute:
    """A chargeback's state; ``lost`` gives back its amount, without one all."""

    order: str
    at: datetime
    received: datetime
    state: DisputeState
    amount_minor: int | None = None


_Fact = TypeVar("_Fact", Refund, Review, Dispute)


@dataclass(frozen=True, slots=True)
class Partner:
    """``statuses`` are in order of time; before the first a partner is active. ``heir``: into whom he was merged."""

    id: str
    parent: str = ""
    joined_at: datetime | None = None
    groups: tuple[str, ...] = ()
    statuses: tuple[tuple[datetime, str], ...] = ()
    heir: str = ""

    def find_status(self, moment: datetime) -> str:
        """The status at a moment."""
        return next((status for at, status in reversed(self.statuses) if at <= moment), PartnerStatus.ACTIVE)

    def is_active(self, moment: datetime) -> bool:
        """Whether the partner earned at that moment."""
        return self.find_status(moment) == PartnerStatus.ACTIVE


def find_heir(name: str, partners: Mapping[str, Partner]) -> str:
    """Into whom this partner was merged, else himself."""
    found = partners.get(name)
    return found.heir or name if found else name


@dataclass(frozen=True)
class Facts:
    """Of one program: the ``conversions`` to look at, and all refunds, reviews and disputes of what is decided.

    ``uncovered`` are the orders that no fraud run has covered as they are now.
    """

    versions: Sequence[Terms]
    partners: Mapping[str, Partner]
    conversions: Sequence[Conversion] = ()
    refunds: Sequence[Refund] = ()
    reviews: Sequence[Review] = ()
    disputes: Sequence[Dispute] = ()
    uncovered: frozenset[str] = frozenset()
    refunds_of: Mapping[str, list[Refund]] = field(init=False, repr=False)
    reviews_of: Mapping[str, list[Review]] = field(init=False, repr=False)
    disputes_of: Mapping[str, list[Dispute]] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        """Sorts the facts by order."""
        object.__setattr__(self, "refunds_of", _group(self.refunds))
        object.__setattr__(self, "reviews_of", _group(self.reviews))
        object.__setattr__(self, "disputes_of", _group(self.disputes))


def _group(facts: Iterable[_Fact]) -> Mapping[str, list[_Fact]]:
    grouped: defaultdict[str, list[_Fact]] = defaultdict(list)
    for fact in facts:
        grouped[fact.order].append(fact)
    return grouped
