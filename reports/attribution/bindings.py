"""Customers who keep their partner: whose the conversions of a customer are, once one of them bound him.

The first conversion of a customer that is credited to partners by what is confirmed, and not rejected, binds him to
them. Until a number of calendar months after his first sale that was theirs, every confirmed one is theirs, whatever
browsers say meanwhile.
"""

from calendar import monthrange
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import msgspec

from events.enums import CONFIRMED_TRUST
from events.moments import to_milliseconds
from registry.code_lookup import CodeLookup
from reports.attribution.credit_parts import choose_credits
from reports.paths.question import CreditQuestion
from reports.paths.statements import query_paths
from reports.program_rules import Rules
from warehouse.interface import Warehouse

_BINDINGS = ("reports.attribution", "bindings")


class CreditedConversion(msgspec.Struct, frozen=True, gc=False):
    """A row of bindings.sql; ``partners`` are those to whom it may bind."""

    event_id: str
    person: str
    at_ms: int
    is_sale: bool
    is_rejected: bool
    partners: list[str]


def find_bindings(warehouse: Warehouse, question: CreditQuestion, codes: CodeLookup) -> CreditQuestion:
    """The question with the conversions of customers who keep their partners."""
    rules = question.rules
    if question.bound_partners is not None or not any(program.keeps_months for program in rules.programs):
        return question
    # A customer may be bound since ever, by a lead too, and by what his program paid by.
    everything = CreditQuestion(
        question.site_id, 0, question.to_ms, rules, models=(rules.model,), limits=question.limits, bound_partners={}
    )
    rows = query_paths(
        warehouse,
        everything,
        codes,
        *choose_credits(everything, _BINDINGS),
        _BINDINGS,
        parameters={"confirmed_trust": CONFIRMED_TRUST},
    )
    return replace(question, bound_partners=bind_customers(rows.parse(CreditedConversion), rules, codes))


def bind_customers(
    conversions: Sequence[CreditedConversion], rules: Rules, codes: CodeLookup
) -> Mapping[str, tuple[str, ...]]:
    """Event id → own codes of the partners whose a conversion is, in place of its path; an empty one: he is not active.

    ``conversions`` are in the order of time.
    """
    of_persons = defaultdict[str, list[CreditedConversion]](list)
    for each in conversions:
        of_persons[each.person].append(each)
    return {
        event_id: partners for own in of_persons.values() for event_id, partners in _bind_customer(own, rules, codes)
    }


def _bind_customer(
    conversions: Sequence[CreditedConversion], rules: Rules, codes: CodeLookup
) -> Iterator[tuple[str, tuple[str, ...]]]:
    partners: Sequence[str] = ()
    keeps_months, until_ms = 0, None
    for each in conversions:
        if until_ms is not None and each.at_ms >= until_ms:
            return
        if partners:
            active = tuple(code if codes.is_active(code, each.at_ms) else "" for code in partners)
            yield each.event_id, active
            is_theirs = any(active)
        else:
            keeps_months = 0 if each.is_rejected or not each.partners else _find_months(each.partners, rules, codes)
            partners = each.partners if keeps_months else ()
            is_theirs = bool(partners)
        if each.is_sale and is_theirs and until_ms is None:
            until_ms = _add_months(each.at_ms, keeps_months, rules.timezone)


def _find_months(partners: Sequence[str], rules: Rules, codes: CodeLookup) -> int:
    """Of the program that decides: that of the last partner."""
    return rules.find(codes.find_program(partners[-1])).keeps_months


def _add_months(at_ms: int, months: int, timezone: str) -> int:
    """The same time of day so many calendar months later, of a shorter month on its last day."""
    at = datetime.fromtimestamp(at_ms / 1000, UTC).astimezone(ZoneInfo(timezone))
    year, month = divmod(at.year * 12 + at.month - 1 + months, 12)
    day = min(at.day, monthrange(year, month + 1)[1])
    return to_milliseconds(at.replace(year=year, month=month + 1, day=day))
