"""The reward of a referred customer: from pending to granted, then fulfilled or expired; revoked before."""

from datetime import datetime, timedelta
from enum import StrEnum

from earnings.commissions.decision import Decision
from earnings.commissions.history import History
from earnings.commissions.verdict import Ruling


class RewardState(StrEnum):
    """What was granted stays granted, whatever becomes of the sale."""

    PENDING = "pending"
    GRANTED = "granted"
    FULFILLED = "fulfilled"
    EXPIRED = "expired"
    REVOKED = "revoked"


def is_reward_due(decision: Decision, history: History, now: datetime) -> bool:
    """Whether it is granted: at the lock, or at some moment since, the conversion's money might mature."""
    lock = history.locks.get(decision.order)
    if decision.customer_reward is None or lock is None:
        return False
    moments = [lock.at, *(each for each in history.list_moments(decision, now) if each > lock.at)]
    return any(_is_payable(decision, history, moment) for moment in moments)


def find_reward_state(
    decision: Decision, history: History, granted_at: datetime | None, fulfilled_at: datetime | None, now: datetime
) -> RewardState | None:
    """By what the caller has stored of it; None where the decision has no reward."""
    reward = decision.customer_reward
    if reward is None:
        return None
    if fulfilled_at:
        return RewardState.FULFILLED
    if granted_at:
        is_over = reward.valid_days is not None and now >= granted_at + timedelta(days=reward.valid_days)
        return RewardState.EXPIRED if is_over else RewardState.GRANTED
    is_lost = history.is_rejected(decision, now) or history.find_returned(decision, now).is_all
    return RewardState.REVOKED if is_lost else RewardState.PENDING


def _is_payable(decision: Decision, history: History, moment: datetime) -> bool:
    is_all = history.find_returned(decision, moment).is_all
    return history.find_verdict(decision, moment).ruling is Ruling.PAY and not is_all
