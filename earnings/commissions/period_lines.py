"""The lines of a period: the true-up of tiers over the whole of it, and bonuses at thresholds."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from fractions import Fraction

from earnings.commissions.amounts import split_parts
from earnings.commissions.decision import Decision, PeriodLock, Share
from earnings.commissions.history import History
from earnings.commissions.volume import Scope, list_included, measure_volume, sum_base
from earnings.ledger.transaction import Line, LineKind
from earnings.terms.calendar import Period, find_period
from earnings.terms.terms import UNIT_PPM, Bonus, Terms
from earnings.terms.tiers import Metric, TierMode, Tiers
from money.split import round_half_away


@dataclass(frozen=True, slots=True)
class PeriodLine:
    """``minor`` as of now, and when it became or becomes final; ``at`` is the moment of the last fact in it."""

    line: Line
    minor: int
    at: datetime
    due: datetime | None
    rate_ppm: int = 0

    def make_lock(self) -> PeriodLock | None:
        """The lock that is due some time."""
        return PeriodLock(self.line.id, self.due, self.rate_ppm, self.minor) if self.due else None


def list_period_lines(history: History, locks: dict[str, PeriodLock], now: datetime) -> Iterator[PeriodLine]:
    """Every partner's, in a stable order."""
    for partner in history.list_partners():
        decisions = history.list_partner(partner)
        found = _list_true_ups(partner, decisions, history, locks, now)
        found += _list_bonuses(partner, decisions, history, locks, now)
        yield from sorted(found, key=lambda each: each.line.id)


def _list_true_ups(
    partner: str, decisions: list[Decision], history: History, locks: dict[str, PeriodLock], now: datetime
) -> list[PeriodLine]:
    found: dict[Line, PeriodLine] = {}
    for decision in decisions:
        terms = history.find_terms(decision)
        rules = history.map_rules(terms)
        for share in decision.list_earning():
            tiers = rules[share.rule].tiers
            if share.partner != partner or not tiers or tiers.mode is not TierMode.WHOLE:
                continue
            period = find_period(decision.conversion.at, tiers.period, terms.zone)
            currency = decision.conversion.currency
            source = f"{terms.version}:{share.rule}"
            line = Line(LineKind.TRUE_UP, f"true_up:{period.name}:{currency}", partner, currency, source)
            if line not in found:
                scope = Scope(partner, currency, period.name, share.rule)
                found[line] = _make_true_up(line, scope, tiers, period, terms, decisions, history, locks, now)
    return list(found.values())


def _make_true_up(
    line: Line,
    scope: Scope,
    tiers: Tiers,
    period: Period,
    terms: Terms,
    decisions: list[Decision],
    history: History,
    locks: dict[str, PeriodLock],
    now: datetime,
) -> PeriodLine:
    """The rate of the whole volume, on what was decided by this version, less its direct parts before caps."""
    included = list_included(scope, tiers.period, terms, decisions)
    lock = locks.get(line.id)
    due = _find_due(period, terms)
    volume = _measure(included, tiers.metric, history, min(now, due or now))
    rate = lock.rate_ppm if lock else tiers.find_rate_ppm(volume)
    base, parts = Fraction(0), 0
    for decision, shares in included:
        if decision.terms_version == terms.version and history.counts(decision, now):
            base += sum_base(decision, shares, history, now)
            parts += split_parts(decision, history.find_returned(decision, now))[scope.partner, scope.rule]
    minor = round_half_away(base * rate / UNIT_PPM) - parts
    return PeriodLine(line, minor, _find_moment(included, history, now), due, rate)


def _list_bonuses(
    partner: str, decisions: list[Decision], history: History, locks: dict[str, PeriodLock], now: datetime
) -> list[PeriodLine]:
    """Of each bonus the newest version among the partner's decisions of the period counts."""
    found: dict[Line, tuple[Bonus, Terms, Period]] = {}
    earning = [each for each in decisions if any(share.partner == partner for share in each.list_earning())]
    for decision in sorted(earning, key=lambda each: each.terms_version):
        terms, currency = history.find_terms(decision), decision.conversion.currency
        for bonus in terms.bonuses:
            period = find_period(decision.conversion.at, bonus.period, terms.zone)
            subject = f"bonus:{bonus.id}:{period.name}:{currency}"
            found[Line(LineKind.BONUS, subject, partner, currency, bonus.id)] = (bonus, terms, period)
    return [_make_bonus(line, *rule, decisions, history, locks, now) for line, rule in found.items()]


def _make_bonus(
    line: Line,
    bonus: Bonus,
    terms: Terms,
    period: Period,
    decisions: list[Decision],
    history: History,
    locks: dict[str, PeriodLock],
    now: datetime,
) -> PeriodLine:
    included = list_included(Scope(line.owner, line.currency, period.name), bonus.period, terms, decisions)
    lock = locks.get(line.id)
    due = _find_due(period, terms) or _find_lifetime_due(included, bonus, terms, history, now)
    reached = _measure(included, bonus.metric, history, min(now, due or now)) >= bonus.threshold
    minor = lock.amount_minor if lock else bonus.amount_minor * reached
    return PeriodLine(line, minor, _find_moment(included, history, now), due)


def _measure(
    included: list[tuple[Decision, list[Share]]], metric: Metric, history: History, moment: datetime
) -> Fraction:
    arrived = [each for each in included if each[0].conversion.received <= moment]
    return measure_volume(arrived, metric, history, moment)


def _find_due(period: Period, terms: Terms) -> datetime | None:
    return period.end + timedelta(days=terms.hold_days) if period.end else None


def _find_lifetime_due(
    included: list[tuple[Decision, list[Share]]], bonus: Bonus, terms: Terms, history: History, now: datetime
) -> datetime | None:
    """A period without end is over when the threshold is reached."""
    volume, customers = Fraction(0), set[str]()
    for decision, shares in sorted(included, key=lambda each: each[0].conversion.at):
        name = decision.conversion.customer or decision.order
        if bonus.metric is not Metric.CUSTOMERS or name not in customers:
            added = measure_volume([(decision, shares)], bonus.metric, history, now)
            volume += added
            customers.update([name] if added else [])
        if volume >= bonus.threshold:
            return decision.conversion.at + timedelta(days=terms.hold_days)
    return None


def _find_moment(included: list[tuple[Decision, list[Share]]], history: History, now: datetime) -> datetime:
    return max(max(history.list_moments(decision, now)) for decision, _ in included)
