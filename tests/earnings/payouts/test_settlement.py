"""Each step of a payout posts once, and only failed, withdrawn and returned give money back."""

from dataclasses import replace
from fractions import Fraction

import pytest

from earnings.ledger.accounts import Account
from earnings.ledger.adjustments import adjust
from earnings.ledger.book import Book
from earnings.payouts.draft import draft_run
from earnings.payouts.payee import Payee
from earnings.payouts.run import ITEM_STEPS, RUN_STEPS, ItemState, PayoutInvalid, PayoutRun, RunState, advance_run
from earnings.payouts.settlement import Step, approve_run, settle_item
from earnings.terms.terms import FeePayer, PayoutTerms
from tests.earnings.stories import day

FEES = PayoutTerms(fee_ppm=20_000, fee_payer=FeePayer.PARTNER)


def make_book(*partners: str) -> Book:
    return Book([adjust(name, name, 10000, "EUR", False, day(0)) for name in partners or ("A",)])


def post(book: Book, step: Step) -> PayoutRun:
    for transaction in step.transactions:
        book.add(transaction)
    return step.run


def approve(book: Book, terms: PayoutTerms | None = None, **payee: object) -> PayoutRun:
    payees = {name: replace(Payee(name), **payee) for name in book.list_owners()}  # type: ignore[arg-type]
    draft = draft_run(PayoutRun("r1", "EUR", day(50), "ada"), book, payees, terms or PayoutTerms())
    return post(book, approve_run(draft, book, "bob", None, day(51)))


def settle(book: Book, run: PayoutRun, *states: ItemState, rate: Fraction | None = None) -> PayoutRun:
    for number, state in enumerate(states):
        run = post(book, settle_item(run, "A", state, book, day(52 + number), rate))
    return run


def list_owed(book: Book) -> list[int]:
    return [book.sum_account(account, "EUR", "A") for account in (Account.PAYABLE, Account.RESERVED)]


@pytest.mark.parametrize(
    ("states", "owed"),
    [
        ([], [0, 10000]),
        ([ItemState.POSTED], [0, 10000]),
        ([ItemState.POSTED, ItemState.UNKNOWN], [0, 10000]),
        ([ItemState.POSTED, ItemState.UNKNOWN, ItemState.CONFIRMED], [0, 0]),
        ([ItemState.POSTED, ItemState.FAILED], [10000, 0]),
        ([ItemState.WITHDRAWN], [10000, 0]),
        ([ItemState.CONFIRMED, ItemState.RETURNED], [10000, 0]),
    ],
)
def test_where_the_money_lies_after_each_state(states: list[ItemState], owed: list[int]) -> None:
    book = make_book()
    settle(book, approve(book, FEES), *states)
    assert list_owed(book) == owed


def test_a_returned_payment_leaves_nothing_behind() -> None:
    book = make_book()
    settle(book, approve(book, FEES, vat_ppm=230_000), ItemState.CONFIRMED, ItemState.RETURNED)
    assert book.map_site() == {(Account.EXPENSE, "EUR"): 10000}


def test_a_payment_with_fee_tax_and_vat_balances() -> None:
    book = make_book()
    run = approve(book, FEES, vat_ppm=230_000, withholding_ppm=190_000)
    assert settle(book, run, ItemState.CONFIRMED).state is RunState.SETTLED
    assert book.map_site() == {
        (Account.EXPENSE, "EUR"): 10000,
        (Account.INPUT_VAT, "EUR"): 2300,
        (Account.TAX_WITHHELD, "EUR"): -1900,
        (Account.FEES_KEPT, "EUR"): -200,
        (Account.CASH, "EUR"): -10200,
    }


def test_another_currency_has_its_own_digits() -> None:
    book = make_book()
    settle(book, approve(book, payout_currency="JPY"), ItemState.CONFIRMED, rate=Fraction("163.255"))
    assert book.map_site()[Account.CASH, "JPY"] == -16326
    assert book.map_site()[Account.EXCHANGE, "EUR"] == -10000


def test_another_currency_needs_its_rate() -> None:
    book = make_book()
    with pytest.raises(PayoutInvalid, match="give the rate of the exchange"):
        settle(book, approve(book, payout_currency="PLN"), ItemState.CONFIRMED)


def test_above_a_limit_the_approver_is_not_the_creator() -> None:
    book = make_book()
    draft = draft_run(PayoutRun("r1", "EUR", day(50), "ada"), book, {"A": Payee("A")}, PayoutTerms())
    with pytest.raises(PayoutInvalid, match="needs a second person"):
        approve_run(draft, book, "ada", 9999, day(51))
    assert approve_run(draft, book, "ada", 10000, day(51)).run.state is RunState.APPROVED
    assert approve_run(draft, book, "bob", 9999, day(51)).run.state is RunState.APPROVED


def test_money_that_moved_since_the_draft_needs_a_new_draft() -> None:
    book = make_book()
    draft = draft_run(PayoutRun("r1", "EUR", day(50), "ada"), book, {"A": Payee("A")}, PayoutTerms())
    book.add(adjust("late", "A", -1, "EUR", True, day(51)))
    with pytest.raises(PayoutInvalid, match="draft it again"):
        approve_run(draft, book, "bob", None, day(52))


def test_an_interrupted_approval_goes_on_where_it_stopped() -> None:
    book = make_book("A", "B")
    payees = {name: Payee(name) for name in ("A", "B")}
    draft = draft_run(PayoutRun("r1", "EUR", day(50), "ada"), book, payees, PayoutTerms())
    book.add(approve_run(draft, book, "bob", None, day(51)).transactions[0])
    (rest,) = approve_run(draft, book, "bob", None, day(52)).transactions
    assert rest.key == "payout/r1/B/EUR/reserved"


def test_a_result_that_comes_twice_is_posted_once() -> None:
    book = make_book()
    run = approve(book)
    settle(book, run, ItemState.CONFIRMED)
    assert settle_item(run, "A", ItemState.CONFIRMED, book, day(60)).transactions == ()


def test_what_was_sent_cannot_be_withdrawn() -> None:
    book = make_book()
    exported = advance_run(approve(book), RunState.EXPORTED)
    with pytest.raises(PayoutInvalid, match="what was sent cannot be taken out"):
        settle(book, exported, ItemState.WITHDRAWN)


@pytest.mark.parametrize("state", list(ItemState))
def test_an_item_takes_only_its_next_steps(state: ItemState) -> None:
    book = make_book()
    run = approve(book)
    run = replace(run, items=(replace(run.items[0], state=state),))
    for wrong in set(ItemState) - ITEM_STEPS[state]:
        with pytest.raises(PayoutInvalid, match="cannot become"):
            settle_item(run, "A", wrong, book, day(52))


@pytest.mark.parametrize("state", list(RunState))
def test_a_run_takes_only_its_next_steps(state: RunState) -> None:
    run = PayoutRun("r1", "EUR", day(50), "ada", state)
    assert {advance_run(run, each).state for each in RUN_STEPS[state]} == RUN_STEPS[state]
    for wrong in set(RunState) - RUN_STEPS[state]:
        with pytest.raises(PayoutInvalid, match="cannot become"):
            advance_run(run, wrong)


def test_a_run_is_partly_settled_until_its_last_item() -> None:
    book = make_book("A", "B")
    run = settle(book, approve(book), ItemState.CONFIRMED)
    assert run.state is RunState.PARTLY_SETTLED
    assert post(book, settle_item(run, "B", ItemState.FAILED, book, day(60))).state is RunState.SETTLED


def test_a_draft_is_not_settled_and_another_partner_has_no_item() -> None:
    book = make_book()
    draft = draft_run(PayoutRun("r1", "EUR", day(50), "ada"), book, {"A": Payee("A")}, PayoutTerms())
    with pytest.raises(PayoutInvalid, match="approve it first"):
        settle_item(draft, "A", ItemState.CONFIRMED, book, day(52))
    with pytest.raises(PayoutInvalid, match="B has no item"):
        draft.find_item("B")


def test_what_an_interrupted_approval_froze_stays_in_the_run_when_it_is_drafted_again() -> None:
    book = make_book("A", "B")
    payees = {name: Payee(name) for name in "AB"}
    draft = draft_run(PayoutRun("r1", "EUR", day(50), "ada"), book, payees, PayoutTerms())
    book.add(approve_run(draft, book, "bob", None, day(51)).transactions[0])
    book.add(adjust("more", "B", 500, "EUR", False, day(2)))
    with pytest.raises(PayoutInvalid, match="draft it again"):
        approve_run(draft, book, "bob", None, day(51))
    again = draft_run(draft, book, payees, PayoutTerms())
    assert {item.partner: item.gross for item in again.items} == {"A": 10000, "B": 10500}
    post(book, approve_run(again, book, "bob", None, day(52)))
    assert [book.sum_account(Account.RESERVED, "EUR", name) for name in "AB"] == [10000, 10500]
