"""What is stored of a payout run: its opening, its approval with the items, each later step. Nothing is ever edited."""

from dataclasses import dataclass, replace
from datetime import datetime

from earnings.payouts.run import Item, ItemState, PayoutRun, RunState, Skipped


@dataclass(frozen=True, slots=True)
class PayerAccount:
    """An account that the site pays from: a kind of payout method and its fields."""

    kind: str
    fields: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class PayerDetails:
    """Who pays: of the accounts a file uses the first that its format pays from."""

    name: str
    accounts: tuple[PayerAccount, ...]
    address: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class RunOpening:
    """A run as it was asked for; ``person`` is who stands behind ``created_by``, which may be a key.

    ``rates``: currency → what one unit of the run's currency buys of it, in decimals. ``execute_on`` is an ISO date,
    empty for the day of the approval. ``program_id``: only the partners of this program, 0: of all.
    """

    run: str
    currency: str
    cutoff: datetime
    created_by: str
    person: str
    created_at: datetime
    purpose: str
    payer: PayerDetails | None = None
    rates: tuple[tuple[str, str], ...] = ()
    execute_on: str = ""
    program_id: int = 0


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A partner whom somebody takes out of a draft, or with ``is_back`` into it again; ``number`` counts these acts."""

    run: str
    number: int
    partner: str
    by: str
    at: datetime
    note: str = ""
    is_back: bool = False


@dataclass(frozen=True, slots=True)
class RunApproval:
    """``digest`` is of what the approver saw; the sums, in minor units of the run's currency, are of its items."""

    run: str
    by: str
    at: datetime
    digest: str
    items: int
    gross: int
    transfer: int
    skipped: tuple[tuple[str, Skipped], ...] = ()


@dataclass(frozen=True, slots=True)
class RunStep:
    """The run comes into a state, once."""

    run: str
    state: RunState
    by: str
    at: datetime


@dataclass(frozen=True, slots=True)
class FrozenItem:
    """An item as it was approved, with the version of the payout method that it is paid to."""

    item: Item
    method_id: int
    kind: str
    fingerprint: str

    @property
    def run(self) -> str:
        """The run it is of."""
        return self.item.run


@dataclass(frozen=True, slots=True)
class ItemStep:
    """An item comes into a state, once; ``file``: the format of the file it left in, ``rate``: that of an exchange."""

    run: str
    key: str
    partner: str
    state: ItemState
    by: str
    at: datetime
    file: str = ""
    rate: str = ""
    note: str = ""


PayoutRecord = RunOpening | LeftOut | RunApproval | RunStep | FrozenItem | ItemStep


@dataclass(frozen=True, slots=True)
class StoredItem:
    """An item with the steps that it has taken, in their order."""

    frozen: FrozenItem
    steps: tuple[ItemStep, ...] = ()

    @property
    def item(self) -> Item:
        """In its state as of now."""
        return replace(self.frozen.item, state=self.steps[-1].state) if self.steps else self.frozen.item

    def find_step(self, state: ItemState) -> ItemStep | None:
        """None where it was never in the state."""
        return next((step for step in self.steps if step.state is state), None)


@dataclass(frozen=True, slots=True)
class StoredRun:
    """Everything stored of a run; ``items`` by partner, none as long as it is a draft."""

    opening: RunOpening
    approval: RunApproval | None
    steps: tuple[RunStep, ...]
    items: dict[str, StoredItem]
    acts: tuple[LeftOut, ...] = ()

    @property
    def left_out(self) -> dict[str, LeftOut]:
        """Whom people took out of the run, by partner, by their last act."""
        last = {act.partner: act for act in self.acts}
        return {partner: act for partner, act in last.items() if not act.is_back}

    @property
    def run(self) -> PayoutRun:
        """As of now."""
        opening, approval = self.opening, self.approval
        state = RunState.APPROVED if approval else RunState.DRAFT
        return PayoutRun(
            opening.run,
            opening.currency,
            opening.cutoff,
            opening.person,
            self.steps[-1].state if self.steps else state,
            tuple(each.item for each in self.items.values()),
            dict(approval.skipped) if approval else {},
        )

    @property
    def execute_on(self) -> str:
        """The day that its files name, as an ISO date; of a draft without one it is empty."""
        approved_on = self.approval.at.date().isoformat() if self.approval else ""
        return self.opening.execute_on or approved_on


def join_records(records: list[PayoutRecord]) -> list[StoredRun]:
    """Runs made of their records, which are in the order of storing."""
    return [_join(opening, records) for opening in records if isinstance(opening, RunOpening)]


def join_items(records: list[PayoutRecord]) -> list[StoredItem]:
    """Items made of their records, which are in the order of storing."""
    steps: dict[str, list[ItemStep]] = {}
    for step in records:
        if isinstance(step, ItemStep):
            steps.setdefault(step.key, []).append(step)
    frozen = [each for each in records if isinstance(each, FrozenItem)]
    return [StoredItem(each, tuple(steps.get(each.item.key, ()))) for each in frozen]


def _join(opening: RunOpening, records: list[PayoutRecord]) -> StoredRun:
    own = [each for each in records if each.run == opening.run]
    approval = next((each for each in own if isinstance(each, RunApproval)), None)
    steps = tuple(each for each in own if isinstance(each, RunStep))
    acts = tuple(each for each in own if isinstance(each, LeftOut))
    return StoredRun(opening, approval, steps, {each.item.partner: each for each in join_items(own)}, acts)
