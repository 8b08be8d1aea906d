"""The transactions of a payout: frozen when the run is approved, then paid, failed or returned; each has one key."""

from dataclasses import dataclass, replace
from datetime import datetime
from fractions import Fraction

from earnings.ledger.accounts import Account
from earnings.ledger.book import Book
from earnings.ledger.transaction import Cause, Posting, Transaction, make_transaction, owe
from earnings.payouts.draft import list_payable
from earnings.payouts.run import (
    Item,
    ItemState,
    PayoutInvalid,
    PayoutRun,
    RunState,
    SecondPersonNeeded,
    advance_item,
    advance_run,
    replace_item,
)
from earnings.terms.terms import FeePayer
from money.amount import minor_digits
from money.split import round_half_away


@dataclass(frozen=True, slots=True)
class Step:
    """What a step of a payout leaves behind: the run as it is then, and what is to be posted."""

    run: PayoutRun
    transactions: tuple[Transaction, ...]


def approve_run(run: PayoutRun, book: Book, approver: str, second_person_above: int | None, now: datetime) -> Step:
    """Freezes the draft; items that an interrupted approval has frozen stay as they are.

    Raises ``PayoutInvalid`` if money moved since the draft, and ``SecondPersonNeeded`` if one person does both above a
    limit.
    """
    if needs_second_person(run, second_person_above) and approver == run.created_by:
        raise SecondPersonNeeded(f"the payout run {run.id} needs a second person: ask somebody else to approve it")
    approved = advance_run(run, RunState.APPROVED)
    waiting = [item for item in run.items if not book.find_transaction(item.name_step(ItemState.RESERVED))]
    if any(list_payable(book, item.partner, run) != list(item.lines) for item in waiting):
        raise PayoutInvalid(f"money of the payout run {run.id} has moved since it was drafted: draft it again")
    return Step(approved, tuple(_freeze(item, now) for item in waiting))


def needs_second_person(run: PayoutRun, second_person_above: int | None) -> bool:
    """Whether the run pays more than one person may pay alone."""
    return second_person_above is not None and run.sum_gross() > second_person_above


def settle_item(
    run: PayoutRun, partner: str, state: ItemState, book: Book, now: datetime, rate: Fraction | None = None
) -> Step:
    """The next state of an item; ``rate`` is what one unit bought where it was paid in another currency."""
    item = advance_item(run.find_item(partner), state)
    if run.state in (RunState.DRAFT, RunState.DISCARDED):
        raise PayoutInvalid(f"the payout run {run.id} is {run.state}: approve it first")
    if state is ItemState.WITHDRAWN and run.state is not RunState.APPROVED:
        raise PayoutInvalid(f"the payout run {run.id} is {run.state}: what was sent cannot be taken out")
    causes = {
        ItemState.CONFIRMED: Cause.PAID,
        ItemState.FAILED: Cause.FAILED,
        ItemState.WITHDRAWN: Cause.WITHDRAWN,
        ItemState.RETURNED: Cause.RETURNED,
    }
    key = item.name_step(state)
    if state not in causes or book.find_transaction(key):
        return Step(replace_item(run, item), ())
    if state is ItemState.CONFIRMED:
        postings = _pay(item, rate)
    elif state is ItemState.RETURNED:
        postings = _mirror(item, book)
    else:
        postings = _give_back(item)
    return Step(replace_item(run, item), (make_transaction(key, now, causes[state], postings),))


def convert_transfer(item: Item, rate: Fraction | None) -> int:
    """What leaves in the payout currency, in its minor units."""
    if item.payout_currency == item.currency:
        return item.transfer
    if rate is None or rate <= 0:
        raise PayoutInvalid(f"{item.key} is paid in {item.payout_currency}: give the rate of the exchange")
    digits = minor_digits(item.payout_currency) - minor_digits(item.currency)
    return round_half_away(item.transfer * rate * Fraction(10) ** digits)


def _freeze(item: Item, now: datetime) -> Transaction:
    postings = [
        owe(account, line, minor * sign)
        for line, minor in item.lines
        for account, sign in ((Account.PAYABLE, -1), (Account.RESERVED, 1))
    ]
    return make_transaction(item.name_step(ItemState.RESERVED), now, Cause.FREEZE, postings)


def _give_back(item: Item) -> list[Posting]:
    return [
        owe(account, line, minor * sign)
        for line, minor in item.lines
        for account, sign in ((Account.RESERVED, -1), (Account.PAYABLE, 1))
    ]


def _pay(item: Item, rate: Fraction | None) -> list[Posting]:
    currency = item.currency
    postings = [owe(Account.RESERVED, line, -minor) for line, minor in item.lines]
    postings += [
        Posting(Account.INPUT_VAT, item.vat, currency),
        Posting(Account.TAX_WITHHELD, -item.withholding, currency),
    ]
    if item.fee_payer is FeePayer.PARTNER:
        postings.append(Posting(Account.FEES_KEPT, -item.fee, currency))
    else:
        postings += [Posting(Account.PAYOUT_FEES, item.fee, currency), Posting(Account.CASH, -item.fee, currency)]
    sent = convert_transfer(item, rate)
    if item.payout_currency != currency:
        postings += [
            Posting(Account.EXCHANGE, -item.transfer, currency),
            Posting(Account.EXCHANGE, sent, item.payout_currency),
        ]
    return [*postings, Posting(Account.CASH, -sent, item.payout_currency)]


def _mirror(item: Item, book: Book) -> list[Posting]:
    """The money came back after it was paid: all as before, but payable instead of reserved."""
    paid = book.find_transaction(item.name_step(ItemState.CONFIRMED))
    if paid is None:
        raise PayoutInvalid(f"the payment of {item.key} is not in the book: load the partner's transactions")
    accounts = {Account.RESERVED: Account.PAYABLE}
    return [
        replace(each, minor=-each.minor, account=accounts.get(each.account, each.account)) for each in paid.postings
    ]
