"""Short histories in the form of the published cases, and what they leave behind."""

from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from earnings.commissions.history import History
from earnings.commissions.states import find_state
from earnings.ledger.accounts import Account
from tests.earnings.published.player import Json, Player

TEN_PERCENT: Json = {"rewards": [{"id": "sale", "percent": "10"}]}
START = datetime(2026, 1, 1, tzinfo=UTC)


def day(number: float) -> datetime:
    """So many days after the start of January 2026."""
    return START + timedelta(days=number)


def click(at: float, partner: str = "A", customer: str = "c1", **said: Any) -> Json:
    """A click on a partner's link."""
    return _make("click", at, partner=partner, customer=customer, **said)


def sale(at: float, order: str = "o1", amount: int = 10000, customer: str = "c1", **said: Any) -> Json:
    """A sale in EUR, unless it says otherwise."""
    return _make("sale", at, order=order, amount=amount, customer=customer, **said)


def refund(at: float, amount: int | None = None, order: str = "o1", **said: Any) -> Json:
    """A refund, of all without an amount."""
    return _make("refund", at, order=order, amount=amount, **said)


def review(at: float, decision: str, order: str = "o1", by: str = "person") -> Json:
    """What a person or the rules say."""
    return _make("fraud", at, order=order, decision=decision, by=by)


def event(kind: str, at: float, **said: Any) -> Json:
    """Any other event."""
    return _make(kind, at, **said)


def play(
    events: Sequence[Json],
    until: float,
    rules: Json | None = None,
    partners: Mapping[str, Json] | None = None,
    make_player: Callable[[Json], Player] = Player,
) -> Player:
    """The player after all events in order of reception, and a run at the end."""
    case = {"rules": {**TEN_PERCENT, **(rules or {})}, "partners": dict(partners or {"A": {}})}
    player = make_player(case)
    for each in sorted(events, key=lambda each: each["received"]):
        player.play(each)
    player.run(day(until))
    return player


def list_lines(player: Player) -> dict[tuple[str, str, str], tuple[int, str]]:
    """Amount and state of every line, by order, partner and kind."""
    book = player.make_book()
    balances = {line: book.find_line(line) for line in book.list_lines()}
    return {
        (line.subject, line.owner, line.name): (balance.sum_posted(), str(find_state(balance)))
        for line, balance in balances.items()
    }


def sum_owed(player: Player, account: Account, partner: str = "A", currency: str = "EUR") -> int:
    """What a partner is owed in one of his accounts."""
    return player.make_book().sum_account(account, currency, partner)


def make_history(player: Player) -> History:
    """The decisions of a player beside its facts."""
    return History(player.make_facts(), player.decisions, player.locks)


def _make(kind: str, at: float, **said: Any) -> Json:
    received = day(said.pop("received", at))
    return {"type": kind, "at": day(at), "received": received, **said}
