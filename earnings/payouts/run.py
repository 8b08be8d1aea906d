"""A payout run and its items: what they hold, and which state may follow which."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum

from earnings.ledger.transaction import Line
from earnings.terms.terms import FeePayer


class PayoutInvalid(ValueError):
    """A step that a run or an item cannot take now."""


class SecondPersonNeeded(PayoutInvalid):
    """So much is not paid by one person alone."""


class RunState(StrEnum):
    """A draft is computed again at will; from ``approved`` on its items are frozen."""

    DRAFT = "draft"
    DISCARDED = "discarded"
    APPROVED = "approved"
    EXPORTED = "exported"
    SENDING = "sending"
    PARTLY_SETTLED = "partly_settled"
    SETTLED = "settled"
    CLOSED = "closed"


class ItemState(StrEnum):
    """Only ``failed``, ``returned`` and ``withdrawn`` (before it was sent) give money back; ``unknown`` never does."""

    RESERVED = "reserved"
    POSTED = "posted"
    UNKNOWN = "unknown"
    CONFIRMED = "confirmed"
    FAILED = "failed"
    RETURNED = "returned"
    WITHDRAWN = "withdrawn"


class Skipped(StrEnum):
    """Why a partner with payable money is not paid by a run; the first that applies."""

    BLOCKED = "blocked"
    NO_PAYOUT_METHOD = "no_payout_method"
    NEGATIVE = "negative"
    ZERO = "zero"
    BELOW_MINIMUM = "below_minimum"
    TERMS_NOT_ACCEPTED = "terms_not_accepted"
    TAX_DATA_MISSING = "tax_data_missing"
    METHOD_TOO_NEW = "method_too_new"
    HELD_REVIEW = "held_review"
    NOT_REQUESTED = "not_requested"


RUN_STEPS: Mapping[RunState, frozenset[RunState]] = {
    RunState.DRAFT: frozenset({RunState.APPROVED, RunState.DISCARDED}),
    RunState.APPROVED: frozenset({RunState.EXPORTED, RunState.SENDING, RunState.PARTLY_SETTLED, RunState.SETTLED}),
    RunState.EXPORTED: frozenset({RunState.PARTLY_SETTLED, RunState.SETTLED}),
    RunState.SENDING: frozenset({RunState.PARTLY_SETTLED, RunState.SETTLED}),
    RunState.PARTLY_SETTLED: frozenset({RunState.PARTLY_SETTLED, RunState.SETTLED}),
    RunState.SETTLED: frozenset({RunState.CLOSED}),
    RunState.CLOSED: frozenset(),
    RunState.DISCARDED: frozenset(),
}
ITEM_STEPS: Mapping[ItemState, frozenset[ItemState]] = {
    ItemState.RESERVED: frozenset({ItemState.POSTED, ItemState.CONFIRMED, ItemState.FAILED, ItemState.WITHDRAWN}),
    ItemState.POSTED: frozenset({ItemState.CONFIRMED, ItemState.FAILED, ItemState.UNKNOWN}),
    ItemState.UNKNOWN: frozenset({ItemState.CONFIRMED, ItemState.FAILED}),
    ItemState.CONFIRMED: frozenset({ItemState.RETURNED}),
    ItemState.FAILED: frozenset(),
    ItemState.RETURNED: frozenset(),
    ItemState.WITHDRAWN: frozenset(),
}
_DONE = frozenset({ItemState.CONFIRMED, ItemState.FAILED, ItemState.RETURNED, ItemState.WITHDRAWN})


@dataclass(frozen=True, slots=True)
class Item:
    """One partner's payment: ``gross`` is the sum of its lines, ``transfer`` what reaches him, before any exchange."""

    run: str
    partner: str
    currency: str
    lines: tuple[tuple[Line, int], ...]
    gross: int
    fee: int
    fee_payer: FeePayer
    withholding: int
    vat: int
    transfer: int
    payout_currency: str = ""
    state: ItemState = ItemState.RESERVED

    @property
    def key(self) -> str:
        """What the provider knows the payment by; the same however often it is sent."""
        return f"{self.run}/{self.partner}/{self.currency}"

    def name_step(self, state: ItemState) -> str:
        """The key of what is posted when the item comes into a state."""
        return f"payout/{self.key}/{state}"


@dataclass(frozen=True, slots=True)
class PayoutRun:
    """Of one currency; ``skipped`` names everybody who has payable money and is not paid."""

    id: str
    currency: str
    cutoff: datetime
    created_by: str
    state: RunState = RunState.DRAFT
    items: tuple[Item, ...] = ()
    skipped: Mapping[str, Skipped] = field(default_factory=dict)

    def find_item(self, partner: str) -> Item:
        """Raises ``PayoutInvalid`` for a partner who is not paid by this run."""
        for item in self.items:
            if item.partner == partner:
                return item
        raise PayoutInvalid(f"{partner} has no item in the payout run {self.id}; give a partner of the run")

    def sum_gross(self) -> int:
        """What the run takes out of payable."""
        return sum(item.gross for item in self.items)


def advance_run(run: PayoutRun, state: RunState) -> PayoutRun:
    """The run in its next state; raises ``PayoutInvalid`` for a step that does not follow."""
    if state not in RUN_STEPS[run.state]:
        raise PayoutInvalid(f"the payout run {run.id} is {run.state} and cannot become {state}")
    return replace(run, state=state)


def advance_item(item: Item, state: ItemState) -> Item:
    """The item in its next state; raises ``PayoutInvalid`` for a step that does not follow."""
    if state not in ITEM_STEPS[item.state]:
        raise PayoutInvalid(f"the payout {item.key} is {item.state} and cannot become {state}")
    return replace(item, state=state)


def replace_item(run: PayoutRun, item: Item) -> PayoutRun:
    """The run with an item in its new state; settled once all items are confirmed, failed or returned."""
    items = tuple(item if each.key == item.key else each for each in run.items)
    is_done = all(each.state in _DONE for each in items)
    state = RunState.SETTLED if is_done else RunState.PARTLY_SETTLED
    is_news = item.state in _DONE and state in RUN_STEPS[run.state]
    return replace(run, items=items, state=state if is_news else run.state)
