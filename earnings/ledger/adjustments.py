"""What people post by hand: corrections and bonuses, penalties, forfeited balances, debts that are given up."""

from dataclasses import replace
from datetime import datetime

from earnings.ledger.accounts import OWED_ACCOUNTS, Account
from earnings.ledger.book import Book
from earnings.ledger.transaction import (
    Cause,
    LedgerInvalid,
    Line,
    LineKind,
    Posting,
    Transaction,
    make_transaction,
    owe,
)

# Reasons that name no amount.
OF_EVERYTHING = ("forfeit", "write_off")


def adjust(id: str, partner: str, minor: int, currency: str, is_penalty: bool, now: datetime) -> Transaction:
    """Payable at once; below zero the partner owes it. A penalty lowers, and is the site's gain, not less expense."""
    if is_penalty and minor >= 0:
        raise LedgerInvalid("a penalty lowers what is owed: give an amount below zero")
    line = Line(LineKind.ADJUSTMENT, f"adjustment:{id}", partner, currency)
    source = Account.PENALTIES if is_penalty else Account.EXPENSE
    cause = Cause.PENALTY if is_penalty else Cause.ADJUSTMENT
    postings = [Posting(source, minor, currency), owe(Account.PAYABLE, line, minor)]
    return make_transaction(f"adjustment/{id}", now, cause, postings)


def forfeit(id: str, partner: str, currency: str, book: Book, now: datetime) -> Transaction:
    """The partner loses what is pending, held and payable, line by line; what is in a payout stays."""
    postings: list[Posting] = []
    for line in book.list_owner(partner):
        for account, minor in sorted(book.find_line(line).owed.items()):
            if line.currency == currency and account is not Account.RESERVED and minor > 0:
                postings += [owe(account, line, -minor), Posting(Account.FORFEITED, -minor, currency, "", line)]
    return _make_present(f"forfeit/{id}", now, Cause.FORFEIT, postings)


def write_off(id: str, partner: str, currency: str, book: Book, now: datetime) -> Transaction:
    """The site gives up what the partner owes by lines below zero."""
    postings: list[Posting] = []
    for line in book.list_owner(partner):
        minor = book.find_line(line).owed[Account.PAYABLE]
        if line.currency == currency and minor < 0:
            postings += [owe(Account.PAYABLE, line, -minor), Posting(Account.WRITE_OFF, -minor, currency, "", line)]
    return _make_present(f"write_off/{id}", now, Cause.WRITE_OFF, postings)


def name_key(id: str, reason: str) -> str:
    """The key of the transaction that ``post_adjustment`` makes."""
    return f"{reason if reason in OF_EVERYTHING else 'adjustment'}/{id}"


def post_adjustment(
    id: str,
    partner: str,
    reason: str,
    minor: int,
    currency: str,
    book: Book,
    now: datetime,
    by: str,
    note: str,
) -> Transaction:
    """By its reason: ``forfeit`` and ``write_off`` are of everything in the ``book``, all others of ``minor`` units."""
    match reason:
        case "forfeit":
            made = forfeit(id, partner, currency, book, now)
        case "write_off":
            made = write_off(id, partner, currency, book, now)
        case _:
            made = adjust(id, partner, minor, currency, reason == "penalty", now)
    return replace(made, by=by, note=note)


def _make_present(key: str, now: datetime, cause: Cause, postings: list[Posting]) -> Transaction:
    if not any(posting.account in OWED_ACCOUNTS for posting in postings):
        raise LedgerInvalid(f"{key}: there is nothing to post; look at the partner's balance")
    return make_transaction(key, now, cause, postings)
