"""Whose the conversions of customers are who keep their partners: the rules in plain Python."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from events.enums import CONFIRMED_TRUST, TRUST
from events.moments import to_milliseconds
from registry.code_lookup import CodeLookup
from reports.paths.question import CreditQuestion
from reports.program_rules import Rules
from tests.reports.reference.paths import INACTIVE, Path, Touch
from tests.reports.reference.people import Event, People

# Event id → own codes of partners.
Kept = Mapping[str, Sequence[str]]


def find_kept(rules: Rules, codes: CodeLookup, events: Sequence[Event], credited: Kept) -> Kept:
    """Conversions that are their customers' partners', with a code for each, of one who is not active an empty one.

    ``credited``: every conversion, with those to whom it is credited by what is confirmed.
    """
    people = People(events, CONFIRMED_TRUST)
    of_customers = defaultdict[str, list[Event]](list)
    conversions = [event for event in events if event["event_id"] in credited]
    for event in sorted(conversions, key=lambda each: (each["timestamp"], each["event_id"])):
        ids = people.find_person(event).ids
        named = min(ids["email"] or ids["customer"], default="")
        if named and TRUST[event["source"]] >= CONFIRMED_TRUST:
            of_customers[named].append(event)
    return {
        event_id: partners
        for own in of_customers.values()
        for event_id, partners in _keep_customer(rules, codes, own, credited)
    }


def _keep_customer(
    rules: Rules, codes: CodeLookup, conversions: Sequence[Event], credited: Kept
) -> Iterator[tuple[str, Sequence[str]]]:
    binding: Sequence[str] = ()
    theirs: Sequence[str]
    end: datetime | None = None
    months = 0
    for conversion in conversions:
        at = conversion["timestamp"]
        if end and at >= end:
            return
        if binding:
            theirs = [code if codes.is_active(code, to_milliseconds(at)) else "" for code in binding]
            yield conversion["event_id"], theirs
        else:
            theirs = credited[conversion["event_id"]]
            months = rules.find(codes.find_program(theirs[-1])).keeps_months if theirs else 0
            binding = theirs if months else ()
            theirs = binding
        if any(theirs) and conversion["type"] == "sale" and end is None:
            end = _add_months(at, months, rules.timezone)


def _add_months(at: datetime, months: int, timezone: str) -> datetime:
    local = at.astimezone(ZoneInfo(timezone))
    for day in (local.day, 30, 29, 28):
        total = local.year * 12 + local.month - 1 + months
        try:
            return local.replace(year=total // 12, month=total % 12 + 1, day=day).astimezone(UTC)
        except ValueError:
            continue
    raise AssertionError("every month has 28 days")


def keep(path: Path, partners: Sequence[str], question: CreditQuestion, codes: CodeLookup) -> Path:
    """The path of a conversion that is its customer's partners', whatever else there is."""
    touches = tuple(_make_touch(path.conversion, code, question.by) for code in partners)
    programs = [codes.find_program(code) for code in partners if code]
    program = question.rules.find(programs[-1] if programs else 0)
    return replace(path, touches=touches, program=program, is_claimed=False)


def _make_touch(conversion: Event, code: str, by: str) -> Touch:
    key = (code or INACTIVE) if by in ("partner", "ref") else "(kept customer)"
    # One who is not active is a partner nevertheless: the part is nobody's, and no other's.
    return Touch(conversion, code, code, code or INACTIVE, key, is_direct=False)
