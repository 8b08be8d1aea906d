"""A statement whose figures contradict one another is never made; its lines come from the ledger."""

from dataclasses import replace
from datetime import timedelta

import pytest

from earnings.ledger.adjustments import adjust
from earnings.ledger.book import Book
from earnings.ledger.transaction import Cause
from earnings.payouts.draft import draft_run
from earnings.payouts.payee import Payee
from earnings.payouts.run import ItemState, PayoutRun
from earnings.payouts.settlement import approve_run, settle_item
from earnings.statements.lines import BookedTransaction, list_lines
from earnings.statements.statement import Balances, StatementInvalid, check_statement
from earnings.statements.wording import describe_period
from earnings.terms.terms import PayoutTerms
from languages.catalogues import load_texts
from languages.language import Language
from tests.earnings.statements.samples import make_statement
from tests.earnings.stories import day


def test_the_period_is_shown_by_its_first_and_last_day() -> None:
    texts = load_texts(Language.ENGLISH)
    assert describe_period(texts, make_statement()) == "2026-06-01 to 2026-06-30 (Europe/Warsaw)"


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda s: replace(s, closing=Balances(1)), "opening and lines make 60.00, but the closing is 0.01"),
        (lambda s: replace(s, ends=s.begins + timedelta(hours=1)), "outside of the period"),
        (lambda s: replace(s, lines=s.lines[::-1]), "not in the order of time"),
    ],
)
def test_figures_that_contradict_one_another_are_an_error(change: object, message: str) -> None:
    assert callable(change)
    with pytest.raises(StatementInvalid, match=message):
        check_statement(change(make_statement()))


def test_a_payout_is_one_line_and_what_is_moved_inside_is_none() -> None:
    book = Book([adjust(f"bonus{n}", "A", 1000, "EUR", False, day(n)) for n in range(3)])
    run = draft_run(PayoutRun("r7", "EUR", day(10), "ada"), book, {"A": Payee("A")}, PayoutTerms())
    step = approve_run(run, book, "bob", None, day(11))
    for transaction in step.transactions:
        book.add(transaction)
    paid = settle_item(step.run, "A", ItemState.CONFIRMED, book, day(12))
    for transaction in paid.transactions:
        book.add(transaction)
    booked = [BookedTransaction(each.at, each) for each in book.list_transactions() if each.at >= day(5)]
    found = list_lines(booked, "A", "EUR")
    assert [(line.cause, line.subject, line.minor) for line in found] == [(Cause.PAID, "r7", -3000)]
    assert list_lines(booked, "B", "EUR") == ()
