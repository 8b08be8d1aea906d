"""The sale that docs/money.md follows has exactly these figures."""

import dataclasses
import re
from datetime import datetime, timedelta
from enum import StrEnum
from pathlib import Path

import pytest

from earnings.commissions.decision import Reason
from earnings.commissions.states import LineState
from earnings.ledger.accounts import PARTNER_ACCOUNTS, Account
from earnings.ledger.book import Book
from earnings.ledger.transaction import Transaction
from earnings.payouts.run import ItemState, Skipped
from earnings.terms.parsing import parse_terms
from earnings.terms.terms import Terms
from money.amount import Amount
from tests.earnings.published.player import Json, Player
from tests.earnings.stories import START, TEN_PERCENT, click, event, refund, sale

PAGE = Path(__file__).parents[2] / "docs" / "money.md"
RULES: Json = {
    **TEN_PERCENT,
    "model": "linear",
    "payout": {"fee_percent": "2", "fee_fixed": {"EUR": 35}, "fee_payer": "partner"},
}
EVENTS = [
    click(5, "alice"),
    click(6, ""),
    click(7, "bob"),
    sale(9, amount=12345),
    refund(19, 2345),
    refund(42, 1000),
    event("payout_run", 45, run="r1", currency="EUR"),
    event("payout_result", 46, run="r1", partner="alice", result="paid"),
    refund(59),
]
WHAT_HAPPENS = {
    9: "sale of 123.45",
    19: "23.45 are refunded",
    39: "the hold is over",
    42: "10.00 are refunded",
    45: "a payout run is approved",
    46: "the bank has paid",
    59: "90.00 are refunded",
}


def make_tables() -> list[str]:
    """The rows of both tables, computed."""
    player = Player({"rules": RULES, "partners": {"alice": {}, "bob": {}}})
    rows, waiting = [], list(EVENTS)
    for number, what in WHAT_HAPPENS.items():
        moment = START + timedelta(days=number)
        while waiting and waiting[0]["received"] <= moment:
            player.play(waiting.pop(0))
        player.run(moment)
        rows.append(_make_balances(moment, what, player.make_book()))
    return rows + [row for each in player.transactions if (row := _make_postings(each))]


def test_the_tables_of_the_page_are_what_is_computed() -> None:
    page = PAGE.read_text(encoding="utf-8").splitlines()
    assert [row for row in make_tables() if row not in page] == []
    assert sum(line.startswith("| 2026-") for line in page) == len(make_tables())


def test_the_page_lists_every_field_of_terms() -> None:
    page = PAGE.read_text(encoding="utf-8")
    rows = page.split("| field | meaning | default |")[1].split("A reward has")[0].splitlines()
    names = [name for row in rows[2:] if row for name in re.findall(r"`(\w+)`", row.split("|")[1])]
    assert parse_terms(dict.fromkeys(names)) == parse_terms({})
    assert len(names) == len(dataclasses.fields(Terms)) - len({"version"})


@pytest.mark.parametrize("words", [Reason, LineState, Skipped, ItemState])
def test_the_page_names_every_state_and_reason(words: type[StrEnum]) -> None:
    page = PAGE.read_text(encoding="utf-8")
    assert [word for word in words if word and not re.search(rf"(`|\| ){word}(`| \|)", page)] == []


def _make_balances(moment: datetime, what: str, book: Book) -> str:
    accounts = (Account.PENDING, Account.PAYABLE, Account.RESERVED)
    alice = [book.sum_account(account, "EUR", "alice") for account in accounts]
    paid = sum(book.find_line(line).paid for line in book.list_owner("alice"))
    bob = sum(book.sum_account(account, "EUR", "bob") for account in PARTNER_ACCOUNTS)
    cells = [f"{moment:%Y-%m-%d}", what, *(_format(minor) for minor in (*alice, paid, bob))]
    return "| " + " | ".join(cells) + " |"


def _make_postings(transaction: Transaction) -> str:
    if not any(posting.owner == "alice" for posting in transaction.postings):
        return ""
    sides = (
        ", ".join(
            f"{each.account} {_format(abs(each.minor))}" for each in transaction.postings if sign * each.minor > 0
        )
        for sign in (1, -1)
    )
    return "| " + " | ".join((f"{transaction.at:%Y-%m-%d}", str(transaction.cause), *sides)) + " |"


def _format(minor: int) -> str:
    return Amount(minor, "EUR").format()
