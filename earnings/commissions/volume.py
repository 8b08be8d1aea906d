"""A partner's volume in a period: net revenue, sales or customers of what he earned by, as of a moment."""

from collections.abc import Hashable, Iterable
from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction
from zoneinfo import ZoneInfo

from earnings.commissions.amounts import is_kept, share_base
from earnings.commissions.decision import Decision, Share
from earnings.commissions.facts import Conversion
from earnings.commissions.history import History
from earnings.commissions.totals import Member, Parts
from earnings.terms.calendar import find_period
from earnings.terms.terms import Kind, Terms
from earnings.terms.tiers import Metric, PeriodKind


@dataclass(frozen=True, slots=True)
class Scope:
    """Whose volume: one partner's in one currency and period, by one rule or, where ``rule`` is empty, by any."""

    partner: str
    currency: str
    period: str
    rule: str = ""

    def includes(self, decision: Decision, period: str) -> list[Share]:
        """The shares of a decision, whose period is given, that belong to it."""
        if decision.conversion.currency != self.currency or period != self.period:
            return []
        earning = decision.list_earning()
        return [s for s in earning if s.partner == self.partner and self.rule in ("", s.rule)]


def list_included(
    scope: Scope, kind: PeriodKind, terms: Terms, decisions: Iterable[Decision]
) -> list[tuple[Decision, list[Share]]]:
    """The decisions of the scope with their shares in it."""
    found = []
    for decision in decisions:
        period = find_period(decision.conversion.at, kind, terms.zone).name
        if shares := scope.includes(decision, period):
            found.append((decision, shares))
    return found


def measure_volume(
    included: Iterable[tuple[Decision, list[Share]]], metric: Metric, history: History, moment: datetime
) -> Fraction:
    """What counts and was not wholly returned, in units of the metric."""
    kept = [
        (decision, shares)
        for decision, shares in included
        if history.counts(decision, moment) and _is_kept(decision, shares, history, moment)
    ]
    if metric is Metric.REVENUE:
        return sum((sum_base(decision, shares, history, moment) for decision, shares in kept), Fraction(0))
    sales = [decision for decision, _ in kept if decision.conversion.kind is Kind.SALE]
    if metric is Metric.SALES:
        return Fraction(len(sales))
    return Fraction(len({decision.conversion.customer or decision.order for decision in sales}))


def measure_earlier(
    scope: Scope, kind: PeriodKind, metric: Metric, terms: Terms, conversion: Conversion, history: History
) -> Fraction:
    """The volume that one rule of the scope had when the conversion arrived, of decisions made before its own."""
    zone, moment = terms.zone, conversion.received
    if not history.is_placed_last(conversion):
        included = list_included(scope, kind, terms, history.list_partner(scope.partner, conversion))
        return measure_volume(included, metric, history, moment)

    def contribute(decision: Decision, moment: datetime) -> Parts:
        return _contribute(decision, kind, zone, history, moment)

    return Fraction(history.find_totals(("volume", kind, zone), contribute).sum_key((scope, metric), moment))


def _contribute(decision: Decision, kind: PeriodKind, zone: ZoneInfo, history: History, moment: datetime) -> Parts:
    """The decision's volume in each metric, for each partner and rule that earns by it."""
    conversion, returned = decision.conversion, history.find_returned(decision, moment)
    if returned.is_all or not history.counts(decision, moment):
        return {}
    period = find_period(conversion.at, kind, zone).name
    parts: dict[Hashable, Fraction] = {}
    for share in decision.list_earning():
        scope = Scope(share.partner, conversion.currency, period, share.rule)
        parts[scope, Metric.REVENUE] = share_base(decision, share.weight, returned)
        if conversion.kind is Kind.SALE:
            parts[scope, Metric.SALES] = Fraction(1)
            parts[Member((scope, Metric.CUSTOMERS), conversion.customer or decision.order)] = Fraction(1)
    return parts


def sum_base(decision: Decision, shares: Iterable[Share], history: History, moment: datetime) -> Fraction:
    """The exact net base of some shares of a decision."""
    return share_base(decision, sum(share.weight for share in shares), history.find_returned(decision, moment))


def _is_kept(decision: Decision, shares: list[Share], history: History, moment: datetime) -> bool:
    return is_kept(decision, shares[0].partner, history.find_returned(decision, moment))
