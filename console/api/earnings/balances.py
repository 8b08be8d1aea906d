"""GET /balances and GET /ledger."""

from typing import Annotated

from msgspec import UNSET, Meta, UnsetType

from console.api.earnings.scope import open_scope, parse_before, split_owner
from console.api.fields import Count, Instant, Resource
from console.api.request import ApiRequest, Call, Table
from console.api.values import DEFAULT_ROWS, MAX_ROWS, parse_integer
from database.sessions import begin_read
from earnings.figures.balances import OwnerBalance, query_balances, query_site_accounts
from earnings.figures.entries import Entry, query_entries, query_own_entries
from earnings.ledger.accounts import Account
from money.amount import Amount


class Balance(Resource):
    """What one partner, or a referred customer by his pseudonym, is owed in one currency; `payable` may be below zero.

    `granted` is a customer's reward that is due to him; a partner has none.
    """

    partner: str
    customer: str
    currency: str
    pending: Amount
    held: Amount
    payable: Amount
    reserved: Amount
    paid: Amount
    granted: Amount


class Posting(Resource):
    """`amount` is a debit above zero, a credit below."""

    account: str
    partner: str
    customer: str
    order_id: str
    amount: Amount


class LedgerEntry(Resource):
    """One transaction; a partner sees the postings of their own accounts.

    `number` counts the records of the site; a partner's counts those of their own chain, from 1 without a gap.
    """

    number: Count
    at: Instant
    stored_at: Instant
    cause: str
    key: str
    by: str
    note: str
    hash: Annotated[str, Meta(description="SHA-256 that ends the chain of all records of the site here")] | UnsetType
    postings: list[Posting]


def answer_balances(request: ApiRequest) -> Table:
    """By partner and currency; for the site's people also the site's own `accounts`, debit above zero."""
    site_id = request.site().site_id
    scope = open_scope(request.dependencies, request.caller, site_id, request.query.get("partner", ""))
    with begin_read(request.dependencies.sessions) as session:
        found = query_balances(session.connection(), site_id, scope.owner)
        accounts = {} if scope.owner is not None else query_site_accounts(session.connection(), site_id)
    rows = [_show(each) for each in found]
    if scope.owner is not None:
        return Table(rows)
    shown = [
        {"account": str(account), "amount": Amount(minor, currency)} for (account, currency), minor in accounts.items()
    ]
    return Table(rows, {"accounts": shown})


def answer_ledger(request: ApiRequest) -> Table:
    """Newest first."""
    site_id = request.site().site_id
    scope = open_scope(request.dependencies, request.caller, site_id, request.query.get("partner", ""))
    row_count = parse_integer(request.query, "limit", 1, MAX_ROWS, DEFAULT_ROWS)
    is_own = request.caller.partner_id is not None
    with begin_read(request.dependencies.sessions) as session:
        page = parse_before(request.query), row_count + 1
        if is_own and scope.owner is not None:
            found = query_own_entries(session.connection(), site_id, scope.owner, *page)
        else:
            found = query_entries(session.connection(), site_id, scope.owner, *page)
    shown = found[:row_count]
    has_more = len(found) > row_count

    def show(entry: Entry) -> LedgerEntry:
        transaction = entry.transaction
        own = [each for each in transaction.postings if scope.owner in (None, each.owner)]
        return LedgerEntry(
            number=entry.number,
            at=transaction.at,
            stored_at=entry.stored_at,
            cause=transaction.cause,
            # It names the order, and the person who posted is the site's.
            key="" if is_own else transaction.key,
            by="" if is_own else transaction.by,
            note=transaction.note,
            hash=UNSET if is_own else entry.hash,
            postings=[
                Posting(
                    each.account,
                    *split_owner(each.owner),
                    scope.show_order(each.line.subject) if each.line else "",
                    Amount(each.minor, each.currency),
                )
                for each in own
            ],
        )

    return Table([show(each) for each in shown], {"next_cursor": str(shown[-1].number) if has_more else None})


def _show(found: OwnerBalance) -> Balance:
    def owe(account: Account) -> Amount:
        return Amount(found.owed.get(account, 0), found.currency)

    partner, customer = split_owner(found.owner)
    pending = found.owed.get(Account.PENDING, 0) + found.owed.get(Account.CUSTOMER_PENDING, 0)
    return Balance(
        partner=partner,
        customer=customer,
        currency=found.currency,
        pending=Amount(pending, found.currency),
        held=owe(Account.HELD),
        payable=owe(Account.PAYABLE),
        reserved=owe(Account.RESERVED),
        paid=Amount(found.paid, found.currency),
        granted=owe(Account.CUSTOMER_GRANTED),
    )


CALLS = (
    Call(
        "list_balances",
        "GET",
        "/balances",
        answer_balances,
        "What each partner is owed, by state",
        parameters=("site", "partner", "format"),
        answer_type=Balance,
        is_for_partners=True,
        has_figures=True,
    ),
    Call(
        "list_ledger",
        "GET",
        "/ledger",
        answer_ledger,
        "Transactions of the ledger, newest first",
        parameters=("site", "partner", "limit", "cursor", "format"),
        answer_type=LedgerEntry,
        is_for_partners=True,
        has_figures=True,
    ),
)
