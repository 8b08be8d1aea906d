"""What partners would have earned if the conversions of a time had been decided from scratch: nothing is stored."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from earnings.commissions.decision import Decision, Lock
from earnings.commissions.facts import Facts
from earnings.commissions.history import History
from earnings.commissions.order_lines import compute_lines
from earnings.commissions.period_lines import list_period_lines
from earnings.commissions.revision import make_decision
from earnings.ledger.transaction import LineKind

# Partner and currency.
Key = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Earned:
    """``conversions``: by how many a partner earns directly; ``minor``: all of his lines."""

    conversions: int = 0
    minor: int = 0


def sum_earned(facts: Facts, earlier: Sequence[Decision], locks: Iterable[Lock], now: datetime) -> dict[Key, Earned]:
    """By the versions of the facts, as of ``now``; ``earlier`` bind customers and take places in tiers and caps.

    Lines of periods, like bonuses, count by what the conversions add to them. Rewards of customers are not in it.
    """
    history = History(facts, earlier, locks)
    before = _sum_periods(History(replace(facts, conversions=()), earlier, history.locks.values()), now)
    conversions, minor = defaultdict[Key, int](int), defaultdict[Key, int](int)
    for conversion in sorted(facts.conversions, key=lambda each: each.arrival):
        decision = make_decision(conversion, history)
        history.add(decision)
        for line, amount in compute_lines(decision, history, now).items():
            if line.kind is not LineKind.REWARD:
                minor[line.owner, line.currency] += amount
                conversions[line.owner, line.currency] += line.kind is LineKind.DIRECT
    for key, amount in _sum_periods(history, now).items():
        minor[key] += amount - before.get(key, 0)
    return {key: Earned(conversions[key], amount) for key, amount in minor.items()}


def _sum_periods(history: History, now: datetime) -> Mapping[Key, int]:
    sums = defaultdict[Key, int](int)
    for each in list_period_lines(history, {}, now):
        sums[each.line.owner, each.line.currency] += each.minor
    return sums
