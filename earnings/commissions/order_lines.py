"""The lines of one conversion and their targets: direct lines, parents' levels, the customer's reward."""

from collections.abc import Iterator
from datetime import datetime

from earnings.commissions.amounts import compute_level
from earnings.commissions.customer_rewards import is_reward_due
from earnings.commissions.decision import Decision
from earnings.commissions.history import History
from earnings.commissions.verdict import Ruling, Verdict
from earnings.ledger.accounts import Account
from earnings.ledger.book import Book
from earnings.ledger.movements import Target, plan_line
from earnings.ledger.transaction import Line, LineKind, Transaction

_OF_ORDERS = (LineKind.DIRECT, LineKind.LEVEL, LineKind.REWARD)


def plan_order(decision: Decision, history: History, book: Book, now: datetime) -> Iterator[Transaction]:
    """What is missing on each of its lines; a line that the decision no longer has goes to zero."""
    amounts = compute_lines(decision, history, now)
    posted = [line for line in book.list_subject(decision.order) if line.kind in _OF_ORDERS]
    for line in dict.fromkeys([*amounts, *posted]):
        target = _make_target(line, amounts.get(line, 0), decision, history, book, now)
        yield from plan_line(line, book.find_line(line), target)


def compute_lines(decision: Decision, history: History, moment: datetime) -> dict[Line, int]:
    """What each line of the decision is worth as of a moment."""
    order, currency = decision.order, decision.conversion.currency
    direct = history.sum_lines(decision, moment)
    returned = history.find_returned(decision, moment)
    lines = {Line(LineKind.DIRECT, order, partner, currency): minor for partner, minor in direct.items()}
    for upline in decision.uplines if direct else ():
        line = Line(LineKind.LEVEL, order, upline.partner, currency, upline.child, upline.level)
        lines[line] = compute_level(decision, upline, direct, returned)
    reward = decision.customer_reward.find_amount() if decision.customer_reward else 0
    is_kept = bool(direct) and not returned.is_all
    if reward and (is_kept or is_reward_due(decision, history, moment)):
        lines[Line(LineKind.REWARD, order, f"customer:{decision.conversion.customer}", currency)] = reward
    return lines


def _make_target(line: Line, minor: int, decision: Decision, history: History, book: Book, now: datetime) -> Target:
    amount_at = max(history.list_moments(decision, now))
    lock, verdict = history.locks.get(decision.order), history.find_verdict(decision, now)
    account_at = max(amount_at, lock.at) if lock else amount_at
    if line.kind is LineKind.REWARD:
        balance = book.find_line(line)
        if balance.owed[Account.CUSTOMER_GRANTED] > 0:
            return Target(balance.sum_posted(), None, amount_at, account_at)
        account = Account.CUSTOMER_GRANTED if is_reward_due(decision, history, now) else Account.CUSTOMER_PENDING
        return Target(minor, account, amount_at, account_at)
    return Target(minor, _choose_account(verdict, is_locked=lock is not None), amount_at, account_at)


def _choose_account(verdict: Verdict, is_locked: bool) -> Account | None:
    """What is locked and waits again, for a further fraud run, stays where it is."""
    if verdict.ruling is Ruling.HOLD:
        return Account.HELD
    if is_locked:
        return None if verdict.ruling is Ruling.PENDING else Account.PAYABLE
    return Account.PENDING
