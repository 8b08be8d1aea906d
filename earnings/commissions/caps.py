"""What is left of the caps when a conversion arrives: first come, first served."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime
from zoneinfo import ZoneInfo

from earnings.commissions.amounts import sum_lines
from earnings.commissions.decision import Decision, Grant
from earnings.commissions.facts import Conversion
from earnings.commissions.history import History
from earnings.commissions.totals import Parts
from earnings.terms.calendar import find_period
from earnings.terms.terms import Terms
from earnings.terms.tiers import PeriodKind


def grant_lines(decision: Decision, terms: Terms, history: History, previous: Decision | None) -> Decision:
    """Gives each direct line what the caps leave, in order of first touch; room once given is kept."""
    caps, conversion = terms.caps, decision.conversion
    if caps.per_customer is None and caps.per_partner_month is None and caps.program_month is None:
        return decision
    is_placed = previous is not None and not history.is_new(conversion)
    kept = {grant.partner: grant.room for grant in previous.grants} if previous and is_placed else {}
    asked = sum_lines(decision, history.find_returned(decision, conversion.received))
    grants: list[Grant] = []
    granted = 0
    for partner, minor in asked.items():
        rooms = [kept[partner]] if partner in kept else _list_rooms(partner, conversion, terms, history, granted)
        if rooms:
            grants.append(Grant(partner, max(min(rooms), 0), minor))
            minor = grants[-1].limit(minor)
        granted += minor
    return replace(decision, grants=tuple(grants))


def _list_rooms(partner: str, conversion: Conversion, terms: Terms, history: History, granted: int) -> list[int]:
    """What each cap leaves; ``granted`` went to earlier lines of the same conversion."""
    caps = terms.caps
    rooms: list[int] = []
    if caps.per_customer is not None and conversion.customer:
        rooms.append(caps.per_customer - granted - _sum(history.list_customer(conversion), conversion, history))
    if caps.per_partner_month is not None:
        rooms.append(caps.per_partner_month - _sum_month(conversion, terms, history, partner))
    if caps.program_month is not None:
        rooms.append(caps.program_month - granted - _sum_month(conversion, terms, history))
    return rooms


def _sum_month(conversion: Conversion, terms: Terms, history: History, partner: str = "") -> int:
    """What the earlier lines of the conversion's month were worth when it arrived; of all partners or of one."""
    zone, currency, moment = terms.zone, conversion.currency, conversion.received
    month = find_period(conversion.at, PeriodKind.MONTH, zone).name
    if history.is_placed_last(conversion):

        def contribute(decision: Decision, moment: datetime) -> Parts:
            return _contribute(decision, zone, history, moment)

        return int(history.find_totals(("lines", zone), contribute).sum_key((month, currency, partner), moment))
    earlier = history.list_partner(partner, conversion) if partner else history.list_all(conversion)
    return _sum([each for each in earlier if _name_month(each, zone) == month], conversion, history, partner)


def _contribute(decision: Decision, zone: ZoneInfo, history: History, moment: datetime) -> Parts:
    """The decision's lines under its month and currency: each partner's, and all of them under no partner."""
    month, currency = _name_month(decision, zone), decision.conversion.currency
    lines = history.sum_lines(decision, moment) if history.counts(decision, moment) else {}
    return {(month, currency, partner): minor for partner, minor in {**lines, "": sum(lines.values())}.items()}


def _name_month(decision: Decision, zone: ZoneInfo) -> str:
    return find_period(decision.conversion.at, PeriodKind.MONTH, zone).name


def _sum(decisions: Iterable[Decision], conversion: Conversion, history: History, partner: str = "") -> int:
    """What the lines were worth, in this currency, when the conversion arrived; of all partners or of one."""
    lines = [
        history.sum_lines(each, conversion.received)
        for each in decisions
        if each.conversion.currency == conversion.currency and history.counts(each, conversion.received)
    ]
    return sum(line.get(partner, 0) if partner else sum(line.values()) for line in lines)
