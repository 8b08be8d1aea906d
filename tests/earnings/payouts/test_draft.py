"""Whom a run pays how much, and whom it skips and why."""

from dataclasses import replace
from typing import Any

import pytest

from earnings.ledger.adjustments import adjust
from earnings.ledger.book import Book
from earnings.payouts.draft import draft_run
from earnings.payouts.payee import Payee
from earnings.payouts.run import PayoutInvalid, PayoutRun, RunState, Skipped
from earnings.terms.terms import FeePayer, PayoutTerms
from tests.earnings.published.player import Player
from tests.earnings.stories import click, day, event, play, refund, review, sale

RUN = PayoutRun("r1", "EUR", day(50), "ada")
EARNED = [adjust("1", "A", 10000, "EUR", False, day(0))]


def draft(payee: Payee | None = None, terms: PayoutTerms | None = None, book: Book | None = None) -> PayoutRun:
    return draft_run(RUN, book or Book(EARNED), {"A": payee or Payee("A")}, terms or PayoutTerms())


@pytest.mark.parametrize(
    ("changed", "reason"),
    [
        ({"status": "blocked", "has_method": False}, Skipped.BLOCKED),
        ({"has_method": False}, Skipped.NO_PAYOUT_METHOD),
        ({"has_accepted_terms": False}, Skipped.TERMS_NOT_ACCEPTED),
        ({"has_tax_details": False}, Skipped.TAX_DATA_MISSING),
        ({"method_usable_from": day(50.1)}, Skipped.METHOD_TOO_NEW),
        ({"is_held_for_review": True}, Skipped.HELD_REVIEW),
    ],
)
def test_who_is_skipped_is_named_with_the_first_reason(changed: dict[str, Any], reason: Skipped) -> None:
    run = draft(replace(Payee("A"), **changed))
    assert (run.items, run.skipped) == ((), {"A": reason})


@pytest.mark.parametrize("status", ["active", "paused", "archived"])
def test_only_a_blocked_partner_is_not_paid(status: str) -> None:
    assert draft(replace(Payee("A"), status=status)).find_item("A").gross == 10000


def test_a_partner_of_whom_nothing_is_known_is_named() -> None:
    assert draft_run(RUN, Book(EARNED), {}, PayoutTerms()).skipped == {"A": Skipped.NO_PAYOUT_METHOD}


@pytest.mark.parametrize(
    ("minor", "reason"), [(-10001, Skipped.NEGATIVE), (-10000, Skipped.ZERO), (-5001, Skipped.BELOW_MINIMUM)]
)
def test_what_is_owed_is_taken_off_first(minor: int, reason: Skipped) -> None:
    book = Book([*EARNED, adjust("2", "A", minor, "EUR", True, day(60))])
    assert draft(terms=PayoutTerms(minimum={"EUR": 5000}), book=book).skipped == {"A": reason}


def test_the_transfer_is_gross_less_fee_and_withholding_with_vat() -> None:
    terms = PayoutTerms(fee_ppm=20_000, fee_fixed={"EUR": 35}, fee_payer=FeePayer.PARTNER)
    item = draft(Payee("A", withholding_ppm=190_000, vat_ppm=230_000), terms).find_item("A")
    assert (item.fee, item.withholding, item.vat, item.transfer) == (235, 1900, 2300, 10165)


def test_a_fee_that_leaves_nothing_is_no_payout() -> None:
    terms = PayoutTerms(fee_fixed={"EUR": 10000}, fee_payer=FeePayer.PARTNER)
    assert draft(terms=terms).skipped == {"A": Skipped.BELOW_MINIMUM}


def test_what_became_payable_after_the_cutoff_waits_and_what_came_back_after_it_counts() -> None:
    events = [click(1), sale(2), sale(30, "o2"), refund(55, 3000), review(56, "pay", "o2")]
    assert draft(book=play(events, 70).make_book()).find_item("A").gross == 700


def test_held_money_is_in_no_run() -> None:
    player: Player = play([click(1), sale(2), review(40, "hold")], 60)
    run = draft(book=player.make_book())
    assert (run.items, run.skipped) == ((), {})


def test_another_currency_is_another_run() -> None:
    player = play([click(1), sale(2, currency="USD"), event("click", 40, partner="A", customer="x")], 45)
    assert draft(book=player.make_book()).items == ()


def test_a_frozen_run_is_not_drafted_again() -> None:
    with pytest.raises(PayoutInvalid, match="its items are frozen"):
        draft_run(replace(RUN, state=RunState.APPROVED), Book(EARNED), {}, PayoutTerms())
