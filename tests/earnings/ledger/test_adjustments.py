"""What people post by hand."""

import pytest

from earnings.ledger.accounts import Account
from earnings.ledger.adjustments import adjust, forfeit, write_off
from earnings.ledger.book import Book
from earnings.ledger.transaction import LedgerInvalid
from tests.earnings.stories import click, day, event, list_lines, play, refund, sale, sum_owed


def test_a_correction_is_expense_and_a_penalty_is_not() -> None:
    book = Book([adjust("1", "A", 700, "EUR", False, day(0)), adjust("2", "A", -1000, "EUR", True, day(1))])
    assert book.sum_account(Account.PAYABLE, "EUR", "A") == -300
    assert book.map_site() == {(Account.EXPENSE, "EUR"): 700, (Account.PENALTIES, "EUR"): -1000}


def test_a_penalty_lowers() -> None:
    with pytest.raises(LedgerInvalid, match="a penalty lowers what is owed"):
        adjust("1", "A", 5, "EUR", True, day(0))


def test_a_debt_is_written_off_and_the_partner_owes_nothing() -> None:
    book = Book([adjust("1", "A", -1000, "EUR", True, day(0))])
    book.add(write_off("1", "A", "EUR", book, day(1)))
    assert book.sum_account(Account.PAYABLE, "EUR", "A") == 0
    assert book.map_site()[Account.WRITE_OFF, "EUR"] == 1000
    with pytest.raises(LedgerInvalid, match="there is nothing to post"):
        write_off("2", "A", "EUR", book, day(2))


def test_a_forfeited_balance_stays_forfeited_when_the_run_comes_again() -> None:
    events = [click(1), sale(2), sale(25, "o2"), event("forfeit", 40, partner="A", currency="EUR")]
    player = play(events, 100)
    assert set(list_lines(player).values()) == {(1000, "forfeited")}
    assert player.make_book().map_site() == {(Account.EXPENSE, "EUR"): 2000, (Account.FORFEITED, "EUR"): -2000}


def test_a_refund_of_a_forfeited_sale_takes_nothing_from_the_partner() -> None:
    player = play([click(1), sale(2), event("forfeit", 3, partner="A"), refund(4, 4000)], 5)
    assert [sum_owed(player, account) for account in (Account.PENDING, Account.PAYABLE)] == [0, 0]
    assert player.make_book().map_site() == {(Account.EXPENSE, "EUR"): 600, (Account.FORFEITED, "EUR"): -600}


def test_forfeiting_nothing_is_an_error() -> None:
    with pytest.raises(LedgerInvalid, match="there is nothing to post"):
        forfeit("1", "A", "EUR", Book(), day(0))
