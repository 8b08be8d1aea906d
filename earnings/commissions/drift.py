"""Locked decisions that would be made differently today: shown, never paid by themselves."""

from dataclasses import dataclass
from fractions import Fraction

from earnings.commissions.decision import Decision
from earnings.commissions.history import History
from earnings.commissions.revision import make_decision


@dataclass(frozen=True, slots=True)
class Drift:
    """What was decided, and what would be decided of the same conversion now."""

    decided: Decision
    today: Decision


def list_drift(history: History) -> list[Drift]:
    """In order of arrival; only what changes anybody's share or the base is drift."""
    found = []
    for conversion in history.facts.conversions:
        decided = history.decisions.get(conversion.order)
        if decided is None or conversion.order not in history.locks or decided.conversion == conversion:
            continue
        today = make_decision(conversion, history, decided)
        if _describe(today) != _describe(decided):
            found.append(Drift(decided, today))
    return found


def _describe(decision: Decision) -> tuple[object, ...]:
    shares = {
        (share.partner, share.rule): Fraction(share.weight, decision.total_weight) for share in decision.list_earning()
    }
    return shares, decision.base_minor, decision.conversion.currency
