"""Locked decisions that would be made differently today: shown, never paid by themselves."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from earnings.commissions.decision import Decision
from earnings.commissions.facts import Partner, find_heir
from earnings.commissions.history import History
from earnings.commissions.revision import make_decision


@dataclass(frozen=True, slots=True)
class Drift:
    """What was decided, and what would be decided of the same conversion now."""

    decided: Decision
    today: Decision


def list_drift(history: History) -> list[Drift]:
    """In order of arrival; only what changes anybody's share or the base is drift.

    What was decided for a partner who was merged into another and would be the other's today is none.
    """
    partners = history.facts.partners
    found = []
    for conversion in history.facts.conversions:
        decided = history.decisions.get(conversion.order)
        if decided is None or conversion.order not in history.locks or decided.conversion == conversion:
            continue
        today = make_decision(conversion, history, decided)
        if _describe(today, partners) != _describe(decided, partners):
            found.append(Drift(decided, today))
    return found


def _describe(decision: Decision, partners: Mapping[str, Partner]) -> tuple[object, ...]:
    shares = defaultdict[tuple[str, str], Fraction](Fraction)
    for share in decision.list_earning():
        shares[find_heir(share.partner, partners), share.rule] += Fraction(share.weight, decision.total_weight)
    return shares, decision.base_minor, decision.conversion.currency
