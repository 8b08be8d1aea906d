"""The queries that find crowds and the clicks that count for their conversions."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

import msgspec

from events.enums import CONFIRMED_TRUST, TRUST
from reports.paths.crowds import NO_CROWDS, Crowds
from reports.paths.limits import PathLimits
from reports.paths.question import ALWAYS, CreditQuestion, describe_made
from reports.paths.visits import CrowdClicks, CrowdConversion, make_visits
from warehouse.interface import Value, Warehouse
from warehouse.sql_files import join_statements, read_statement

_PACKAGE = "reports.paths"
_BOTH_TYPES = ("sale", "lead")
# With fewer browsers even two conversions of each are few.
_FEW_VISITORS = 4


class _ConfirmedSize(msgspec.Struct, frozen=True, gc=False):
    """A row of confirmed_crowd_sizes.sql."""

    id: str
    clicks: int
    browsers: int
    conversions: int
    reports: int

    def is_crowd(self, limits: PathLimits) -> bool:
        """It would be one if nothing had been said but what is confirmed."""
        is_candidate = self.reports > _few_conversions(limits) or self.browsers > _FEW_VISITORS
        return is_candidate and (self.clicks + self.browsers) * self.conversions > limits.many_pairs


def find_crowds(warehouse: Warehouse, question: CreditQuestion) -> CreditQuestion:
    """The question with its crowds, so that they are searched for once."""
    return question if question.crowds else replace(question, crowds=query_crowds(warehouse, question))


def query_crowds(warehouse: Warehouse, question: CreditQuestion) -> Crowds:
    """The crowds among the people of a question, and the clicks that count for each of their conversions.

    An id that is none by what is confirmed is none for its confirmed conversions: nothing that browsers say cuts their
    clicks.
    """
    crowds = query_crowd_ids(warehouse, question)
    if not crowds.ids:
        return NO_CROWDS
    confirmed = replace(crowds, confirmed_ids=_query_confirmed(warehouse, crowds.ids, question))
    return _query_visits(warehouse, confirmed, question)


def query_crowd_ids(warehouse: Warehouse, question: CreditQuestion) -> Crowds:
    """The crowds alone: ids with more clicks and browsers times conversions than ``many_pairs``."""
    candidates = _query_candidates(warehouse, question)
    if not candidates:
        return NO_CROWDS
    rows = warehouse.query(
        read_statement(_PACKAGE, "crowd_sizes"), {**_describe_period(question), "crowd_ids": candidates}
    )
    sizes = rows.parse_tuples(tuple[str, int, int, int])
    most = question.limits.many_pairs
    crowds = sorted(id_ for id_, clicks, browsers, conversions in sizes if (clicks + browsers) * conversions > most)
    return Crowds(tuple(crowds))


def _query_confirmed(warehouse: Warehouse, crowds: Sequence[str], question: CreditQuestion) -> frozenset[str]:
    """Those that are crowds by what is confirmed alone."""
    asked = {**_describe_conversions(question), "crowd_ids": crowds}
    rows = warehouse.query(_join_statement("confirmed_conversions", "confirmed_crowd_sizes"), asked)
    return frozenset(size.id for size in rows.parse(_ConfirmedSize) if size.is_crowd(question.limits))


def _describe_period(question: CreditQuestion) -> Mapping[str, Value]:
    return {
        "site_id": question.site_id,
        "from_ms": question.from_ms,
        "to_ms": question.to_ms,
        "longest_window_ms": question.rules.longest_window_ms,
    }


def _describe_conversions(question: CreditQuestion) -> Mapping[str, Value]:
    """Those among which a conversion of the period is numbered: whatever is asked for, also of the window before."""
    return {
        **_describe_period(question),
        "from_ms": question.from_ms - question.rules.longest_window_ms,
        **describe_made(ALWAYS),
        "types": _BOTH_TYPES,
        "conversion_ids": (),
        "left_out_ids": (),
        "confirmed_trust": CONFIRMED_TRUST,
        "confirmed_sources": [source.value for source, trust in TRUST.items() if trust >= CONFIRMED_TRUST],
    }


def _query_candidates(warehouse: Warehouse, question: CreditQuestion) -> list[str]:
    few: Mapping[str, Value] = {
        **_describe_period(question),
        "ids": (*question.visitor_ids, *question.persons) if question.persons else (),
        "few_conversions": _few_conversions(question.limits),
        "few_visitors": _FEW_VISITORS,
    }
    return [id_ for (id_,) in warehouse.query(read_statement(_PACKAGE, "crowds"), few).parse_tuples(tuple[str])]


def _few_conversions(limits: PathLimits) -> int:
    """So many of one person cannot make a crowd of clicks that count."""
    return limits.many_pairs // limits.touches


def _query_visits(warehouse: Warehouse, crowds: Crowds, question: CreditQuestion) -> Crowds:
    """The crowds with the clicks that count for each conversion."""
    people: Mapping[str, Value] = {
        **crowds.make_parameters(),
        "visitor_ids": (),
        "persons": (),
        "visitors_of_crowds": _query_visitors(warehouse, crowds, question),
    }
    conversions_asked = {**people, **_describe_conversions(question)}
    clicks_asked = {**conversions_asked, "from_ms": question.from_ms}
    visits = make_visits(
        warehouse.query(_join_statement("people", "crowd_owners", "crowd_clicks"), clicks_asked).parse(CrowdClicks),
        warehouse.query(
            _join_statement("people", "confirmed_conversions", "crowd_conversions"), conversions_asked
        ).parse(CrowdConversion),
        question.limits,
        question.from_ms,
        question.rules.longest_window_ms,
        crowds.list_confirmed_numbers(),
    )
    return replace(crowds, visits=visits)


def _query_visitors(warehouse: Warehouse, crowds: Crowds, question: CreditQuestion) -> list[str]:
    """All browsers behind crowds; clicks that name no browser but the customer stand under the empty one."""
    asked: Mapping[str, Value] = {"site_id": question.site_id, "crowd_persons": crowds.list_persons()}
    rows = warehouse.query(read_statement(_PACKAGE, "crowd_browsers"), asked)
    return ["", *crowds.list_visitors(), *(visitor_id for (visitor_id,) in rows.parse_tuples(tuple[str]))]


def _join_statement(*names: str) -> str:
    return join_statements(*((_PACKAGE, name) for name in ("conversions", *names)))
