"""The queries that find crowds and the clicks that count for their conversions."""

from collections.abc import Mapping
from dataclasses import replace

from reports.paths.crowds import NO_CROWDS, Crowds
from reports.paths.question import CreditQuestion
from reports.paths.visits import CrowdClicks, CrowdConversion, make_visits
from warehouse.interface import Value, Warehouse
from warehouse.sql_files import join_statements, read_statement

_PACKAGE = "reports.paths"
_BOTH_TYPES = ("sale", "lead")
# With fewer browsers even two conversions of each are few.
_FEW_VISITORS = 4


def find_crowds(warehouse: Warehouse, question: CreditQuestion) -> CreditQuestion:
    """The question with its crowds, so that they are searched for once."""
    return replace(question, crowds=query_crowds(warehouse, question))


def query_crowds(warehouse: Warehouse, question: CreditQuestion) -> Crowds:
    """The crowds among the people of a question, and the clicks that count for each of their conversions."""
    crowds = query_crowd_ids(warehouse, question)
    return _query_visits(warehouse, crowds, question) if crowds.ids else NO_CROWDS


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
    crowds = [id_ for id_, clicks, browsers, conversions in sizes if (clicks + browsers) * conversions > most]
    return Crowds(tuple(sorted(crowds)))


def _describe_period(question: CreditQuestion) -> Mapping[str, Value]:
    return {
        "site_id": question.site_id,
        "from_ms": question.from_ms,
        "to_ms": question.to_ms,
        "longest_window_ms": question.rules.longest_window_ms,
    }


def _query_candidates(warehouse: Warehouse, question: CreditQuestion) -> list[str]:
    few: Mapping[str, Value] = {
        **_describe_period(question),
        "few_conversions": question.limits.many_pairs // question.limits.touches,
        "few_visitors": _FEW_VISITORS,
    }
    return [id_ for (id_,) in warehouse.query(read_statement(_PACKAGE, "crowds"), few).parse_tuples(tuple[str])]


def _query_visits(warehouse: Warehouse, crowds: Crowds, question: CreditQuestion) -> Crowds:
    """The crowds with the clicks that count for each conversion.

    A conversion is numbered among those of its crowd in the longest window before it, whatever is asked for.
    """
    window_ms = question.rules.longest_window_ms
    clicks_asked: Mapping[str, Value] = {
        **_describe_period(question),
        **crowds.make_parameters(),
        "types": _BOTH_TYPES,
        "conversion_ids": (),
        "visitor_ids": (),
        "visitors_of_crowds": _query_visitors(warehouse, crowds, question),
    }
    conversions_asked = {**clicks_asked, "from_ms": question.from_ms - window_ms}
    visits = make_visits(
        warehouse.query(_join_statement("crowd_owners", "crowd_clicks"), clicks_asked).parse(CrowdClicks),
        warehouse.query(_join_statement("crowd_conversions"), conversions_asked).parse(CrowdConversion),
        question.limits,
        question.from_ms,
        window_ms,
    )
    return replace(crowds, visits=visits)


def _query_visitors(warehouse: Warehouse, crowds: Crowds, question: CreditQuestion) -> list[str]:
    """All browsers behind crowds; clicks that name no browser but the customer stand under the empty one."""
    asked: Mapping[str, Value] = {"site_id": question.site_id, "crowd_persons": crowds.list_persons()}
    rows = warehouse.query(read_statement(_PACKAGE, "crowd_browsers"), asked)
    return ["", *crowds.list_visitors(), *(visitor_id for (visitor_id,) in rows.parse_tuples(tuple[str]))]


def _join_statement(*names: str) -> str:
    return join_statements(*((_PACKAGE, name) for name in ("conversions", "people", *names)))
