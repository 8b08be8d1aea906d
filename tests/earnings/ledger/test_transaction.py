"""A transaction balances in each currency, and its key is posted once."""

from dataclasses import replace

import pytest

from earnings.ledger.accounts import Account
from earnings.ledger.book import Book
from earnings.ledger.transaction import Cause, LedgerInvalid, Line, LineKind, Posting, make_transaction, owe
from tests.earnings.stories import day

LINE = Line(LineKind.DIRECT, "o1", "A", "EUR")
ACCRUAL = make_transaction(
    "k", day(0), Cause.ACCRUAL, [Posting(Account.EXPENSE, 5, "EUR"), owe(Account.PENDING, LINE, 5)]
)


def test_what_does_not_balance_in_a_currency_is_rejected() -> None:
    postings = [Posting(Account.EXPENSE, 5, "EUR"), Posting(Account.CASH, -5, "USD")]
    with pytest.raises(LedgerInvalid, match="the transaction k does not balance"):
        make_transaction("k", day(0), Cause.ACCRUAL, postings)


def test_a_posting_of_nothing_is_left_out() -> None:
    assert make_transaction("k", day(0), Cause.ACCRUAL, [Posting(Account.CASH, 0, "EUR")]).postings == ()


def test_a_known_key_is_ignored_and_with_other_content_an_error() -> None:
    book = Book([ACCRUAL])
    assert not book.add(ACCRUAL)
    assert book.sum_account(Account.PENDING, "EUR", "A") == 5
    with pytest.raises(LedgerInvalid, match="k was posted with other content"):
        book.add(replace(ACCRUAL, at=day(1)))


def test_lines_have_ids_of_their_own() -> None:
    lines = [
        LINE,
        replace(LINE, subject="o1/A", owner=""),
        replace(LINE, owner="a/EUR"),
        replace(LINE, kind=LineKind.LEVEL, level=2),
        replace(LINE, currency="USD"),
    ]
    assert len({line.id for line in lines}) == len(lines)
    assert LINE.id == "direct/o1/A//EUR"
