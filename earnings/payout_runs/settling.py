"""What became of a run's payments: by hand, or as a file of results or a statement says it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from fractions import Fraction

from database.sessions import Sessions, begin_change
from earnings.ledger.book import Book
from earnings.payout_runs.actors import Actor
from earnings.payout_runs.acts import store_all
from earnings.payout_runs.payments import open_payments
from earnings.payout_runs.stored import load_book, load_run
from earnings.payouts.methods.sealing import PayoutKey
from earnings.payouts.records import ItemStep, RunStep, StoredRun
from earnings.payouts.results.matching import Matches, match_results
from earnings.payouts.results.reported import Reported
from earnings.payouts.run import ItemState, PayoutInvalid, PayoutRun
from earnings.payouts.settlement import settle_item
from earnings.storage import Item
from earnings.storage.journal import lock_site


@dataclass(frozen=True, slots=True)
class Outcome:
    """What somebody says of one item; ``rate`` where it was paid in another currency, in decimals."""

    partner: str
    state: ItemState
    rate: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Settled:
    """What was stored now, what had been stored before, and what settles nothing: partner → why."""

    run: StoredRun
    news: tuple[Outcome, ...]
    known: tuple[Outcome, ...]
    refused: Mapping[str, str] = field(default_factory=dict)


def settle_by_hand(
    sessions: Sessions, site_id: int, run_id: str, outcomes: Sequence[Outcome], actor: Actor, now: datetime
) -> Settled:
    """All or none; what is stored already changes nothing. Raises ``PayoutInvalid``."""
    with begin_change(sessions) as session:
        connection = session.connection()
        lock_site(connection, site_id)
        stored = load_run(connection, site_id, run_id)
        items = [stored.run.find_item(each.partner) for each in outcomes]
        steps = _Steps(stored, load_book(connection, site_id, items), actor, now)
        for each in outcomes:
            steps.take(each)
        store_all(connection, site_id, steps.records, None, now)
        return Settled(load_run(connection, site_id, run_id), tuple(steps.news), tuple(steps.known))


def settle_by_file(
    sessions: Sessions,
    keys: tuple[PayoutKey, ...],
    site_id: int,
    run_id: str,
    reported: Iterable[Reported],
    actor: Actor,
    now: datetime,
) -> tuple[Settled, Matches]:
    """Whatever fits exactly; an outcome that cannot follow on what is known is refused and named."""
    with begin_change(sessions) as session:
        connection = session.connection()
        lock_site(connection, site_id)
        stored = load_run(connection, site_id, run_id)
        chosen = [each for each in stored.items.values() if each.item.state is not ItemState.WITHDRAWN]
        matches = match_results(open_payments(session, keys, site_id, stored, chosen), reported)
        partners = [each.payment.recipient.partner for each in matches.results]
        items = [stored.items[partner].item for partner in partners]
        steps = _Steps(stored, load_book(connection, site_id, items), actor, now)
        refused = {}
        for result in matches.results:
            partner = result.payment.recipient.partner
            try:
                for outcome in result.outcomes:
                    steps.take(Outcome(partner, ItemState(str(outcome))))
            except PayoutInvalid as exc:
                refused[partner] = str(exc)
        store_all(connection, site_id, steps.records, None, now)
        return Settled(load_run(connection, site_id, run_id), tuple(steps.news), tuple(steps.known), refused), matches


class _Steps:
    """Collects what outcomes leave behind; each is taken after those before it."""

    def __init__(self, stored: StoredRun, book: Book, actor: Actor, now: datetime) -> None:
        self._stored = stored
        self._run: PayoutRun = stored.run
        self._taken = {(item.frozen.item.partner, step.state) for item in stored.items.values() for step in item.steps}
        self._rates = dict(stored.opening.rates)
        self._book, self._actor, self._now = book, actor, now
        self.records: list[Item] = []
        self.news: list[Outcome] = []
        self.known: list[Outcome] = []

    def take(self, outcome: Outcome) -> None:
        """Raises ``PayoutInvalid`` for what cannot follow."""
        if (outcome.partner, outcome.state) in self._taken:
            self.known.append(outcome)
            return
        item = self._run.find_item(outcome.partner)
        rate = self._find_rate(outcome)
        step = settle_item(
            self._run, outcome.partner, outcome.state, self._book, self._now, Fraction(rate) if rate else None
        )
        actor = self._actor.name
        made = [replace(each, by=actor, note=outcome.note) for each in step.transactions]
        for each in made:
            self._book.add(each)
        taken = ItemStep(
            item.run, item.key, item.partner, outcome.state, actor, self._now, rate=rate, note=outcome.note
        )
        self.records += [*made, taken]
        if step.run.state is not self._run.state:
            self.records.append(RunStep(item.run, step.run.state, actor, self._now))
        self._run = step.run
        self._taken.add((outcome.partner, outcome.state))
        self.news.append(outcome)

    def _find_rate(self, outcome: Outcome) -> str:
        """Only of what was paid in another currency."""
        item = self._run.find_item(outcome.partner)
        if outcome.state is not ItemState.CONFIRMED or item.payout_currency == item.currency:
            return ""
        return outcome.rate or self._rates.get(item.payout_currency, "")
