"""Compares what a case expects at a moment to what the book, the decisions and the payouts say."""

from collections import defaultdict
from collections.abc import Iterator
from typing import Any

from earnings.commissions.drift import list_drift
from earnings.commissions.history import History
from earnings.commissions.states import find_state
from earnings.ledger.accounts import CUSTOMER_ACCOUNTS, PARTNER_ACCOUNTS
from earnings.ledger.book import Book
from earnings.ledger.transaction import LineKind
from earnings.payouts.run import ItemState, PayoutRun
from tests.earnings.published.player import Json, Player

_EMPTY: Json = {"balances": {}, "site": {}, "commissions": [], "no_commission": {}, "drift": [], "payouts": {}}


def list_differences(player: Player, expected: Json) -> Iterator[str]:
    """One line for each part that is not as expected."""
    found = describe(player)
    for name in sorted({*_EMPTY, "transfers"}):
        wanted = _normalise(name, expected.get(name, _EMPTY.get(name, [])))
        if wanted != found[name]:
            yield f"{expected['as_of']} {name}: expected {wanted}, found {found[name]}"


def describe(player: Player) -> Json:
    """The state of a case in the form in which cases expect it."""
    book = player.make_book()
    facts = player.make_facts()
    history = History(facts, player.decisions, player.locks)
    reasons = {order: str(each.reason) for order, each in history.decisions.items() if each.reason}
    return {
        "balances": _describe_balances(book),
        "site": _nest((str(account), currency, minor) for (account, currency), minor in book.map_site().items()),
        "commissions": _normalise("commissions", _describe_lines(book)),
        "no_commission": reasons,
        "drift": [drift.decided.order for drift in list_drift(history)],
        "payouts": {name: _describe_run(run) for name, run in player.runs.items()},
        "transfers": _normalise("transfers", player.transfers),
    }


def _normalise(name: str, value: Any) -> Any:
    if name == "balances":
        return _nest((p, c, {k: n for k, n in m.items() if n}) for p, x in value.items() for c, m in x.items())
    if name == "site":
        return _nest((account, c, n) for account, x in value.items() for c, n in x.items())
    if name in ("commissions", "transfers"):
        return sorted(value, key=lambda each: sorted((name, str(field)) for name, field in each.items()))
    return value


def _describe_balances(book: Book) -> Json:
    balances: defaultdict[tuple[str, str], defaultdict[str, int]] = defaultdict(lambda: defaultdict(int))
    for line in book.list_lines():
        balance = book.find_line(line)
        mine = balances[line.owner, line.currency]
        for account in PARTNER_ACCOUNTS + CUSTOMER_ACCOUNTS:
            mine[account.partition("_")[2]] += balance.owed[account]
        mine["paid"] += balance.paid
    return _nest((owner, code, {k: n for k, n in x.items() if n}) for (owner, code), x in balances.items())


def _describe_lines(book: Book) -> list[Json]:
    found = []
    for line in book.list_lines():
        if line.kind is LineKind.ADJUSTMENT:
            continue
        balance = book.find_line(line)
        described = {"order": line.subject, "partner": line.owner, "kind": line.name, "currency": line.currency}
        described |= {"amount": balance.sum_posted(), "state": str(find_state(balance))}  # type: ignore[dict-item]
        found.append(described | ({"from": line.source} if line.kind is LineKind.LEVEL else {}))
    return found


def _describe_run(run: PayoutRun) -> Json:
    names = ("gross", "fee", "withholding", "vat", "transfer")
    items = {
        item.partner: {name: getattr(item, name) for name in names}
        | {"fee_payer": str(item.fee_payer), "state": _name_state(item.state)}
        for item in run.items
    }
    return {"items": items, "skipped": {partner: str(reason) for partner, reason in run.skipped.items()}}


def _name_state(state: ItemState) -> str:
    return "paid" if state is ItemState.CONFIRMED else str(state)


def _nest(rows: Any) -> Json:
    nested: Json = {}
    for outer, inner, value in rows:
        if value:
            nested.setdefault(outer, {})[inner] = value
    return nested
