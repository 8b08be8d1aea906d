"""The transactions that bring a line from what is posted to its target: first its amount, then the place it lies in."""

from dataclasses import dataclass
from datetime import datetime

from earnings.ledger.accounts import Account
from earnings.ledger.book import LineBalance
from earnings.ledger.transaction import Cause, Line, LineKind, Posting, Transaction, make_transaction, owe

_TAKEN_FROM = (Account.PENDING, Account.HELD, Account.PAYABLE)


@dataclass(frozen=True, slots=True)
class Target:
    """What a line should be worth, and where its open money should lie; without ``account`` it stays."""

    minor: int
    account: Account | None
    amount_at: datetime
    account_at: datetime


def plan_line(line: Line, balance: LineBalance, target: Target) -> list[Transaction]:
    """Nothing where the line is as it should be."""
    after = {account: balance.owed[account] for account in _list_accounts(line)}
    number, planned = balance.moves, []
    difference = target.minor - balance.sum_posted()
    if difference:
        number += 1
        postings = _change_amount(line, balance, after, difference, _choose_account(line, balance, target))
        cause = Cause.ACCRUAL if difference > 0 else Cause.REDUCTION
        planned.append(make_transaction(f"{line.id}#{number}", target.amount_at, cause, postings))
        for posting in postings:
            if posting.account in after:
                after[posting.account] -= posting.minor
    moved = _move(line, after, target.account)
    if moved and target.account:
        cause = _name_move(moved, target.account)
        planned.append(make_transaction(f"{line.id}#{number + 1}", target.account_at, cause, moved))
    return planned


def _list_accounts(line: Line) -> tuple[Account, ...]:
    """Where a line's open money may lie; the last is where it ends."""
    is_reward = line.kind is LineKind.REWARD
    return (Account.CUSTOMER_PENDING, Account.CUSTOMER_GRANTED) if is_reward else _TAKEN_FROM


def _choose_account(line: Line, balance: LineBalance, target: Target) -> Account:
    """An accrual goes where the line's money lies; of a new line to pending, or held at once."""
    lying = [account for account in _list_accounts(line) if _is_movable(line, balance.owed[account])]
    if lying:
        return lying[0]
    if balance.moves and target.account:
        return target.account
    if balance.payable_moves:
        return Account.PAYABLE
    return Account.HELD if target.account is Account.HELD else _list_accounts(line)[0]


def _is_movable(line: Line, minor: int) -> bool:
    """What a partner owes stays payable; but a true-up below zero waits for the end of its period like any other."""
    return minor > 0 or (minor < 0 and line.kind is LineKind.TRUE_UP)


def _change_amount(
    line: Line, balance: LineBalance, lying: dict[Account, int], difference: int, account: Account
) -> list[Posting]:
    source = Account.CUSTOMER_REWARDS if line.kind is LineKind.REWARD else Account.EXPENSE
    if difference > 0 or line.kind is LineKind.TRUE_UP:
        return [Posting(source, difference, line.currency), owe(account, line, difference)]
    left, postings = -difference, [Posting(source, difference, line.currency)]
    for each in _list_accounts(line):
        taken = min(left, max(lying[each], 0))
        postings.append(owe(each, line, -taken))
        left -= taken
    given_up = min(left, max(balance.forfeited, 0))
    postings.append(Posting(Account.FORFEITED, given_up, line.currency, "", line))
    left -= given_up
    return [*postings, owe(_list_accounts(line)[-1], line, -left)]


def _move(line: Line, lying: dict[Account, int], wanted: Account | None) -> list[Posting]:
    if wanted is None:
        return []
    moved = {each: minor for each, minor in lying.items() if each is not wanted and _is_movable(line, minor)}
    if not moved:
        return []
    return [*(owe(account, line, -minor) for account, minor in moved.items()), owe(wanted, line, sum(moved.values()))]


def _name_move(postings: list[Posting], wanted: Account) -> Cause:
    if wanted is Account.HELD:
        return Cause.HOLD
    is_held = any(posting.account is Account.HELD for posting in postings)
    return Cause.RELEASE if is_held else Cause.LOCK
