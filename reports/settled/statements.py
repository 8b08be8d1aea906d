"""Runs a select over paths in two parts: over those that are settled, and over those that are computed."""

from collections.abc import Mapping
from dataclasses import replace

from registry.code_lookup import CodeLookup
from reports.paths.kept_answers import query_kept
from reports.paths.question import CreditQuestion, Settled, make_parameters
from reports.paths.statements import PATHS, PLANNING, Part, query_paths
from reports.settled.turn_log import query_generation
from warehouse.interface import Rows, Value, Warehouse
from warehouse.sql_files import join_statements

_PACKAGE = "reports.settled"


def join_settled_statement(*parts: Part, has_in_hand: bool = False) -> str:
    """A select over ``paths`` as the settler has kept their conversions and clicks, and beside them what is in hand."""
    names = ("settled_rows", *(("rows_in_hand",) if has_in_hand else ()), "settled_conversions")
    return join_statements(*((_PACKAGE, name) for name in names), *PATHS, *parts, PLANNING)


def query_paths_in_parts(
    warehouse: Warehouse,
    question: CreditQuestion,
    codes: CodeLookup,
    *parts: Part,
    parameters: Mapping[str, Value] | None = None,
) -> list[Rows]:
    """The answers of a select over ``paths`` for what is settled of the question, and for what is not."""
    settled, unsettled_ids = question.settled, question.list_unsettled()
    if settled is None:
        return [query_paths(warehouse, question, codes, *parts, parameters=parameters)]
    answers: list[Rows] = []
    if not question.conversion_ids or len(unsettled_ids) < len(question.conversion_ids):
        answers.append(_query_settled(warehouse, question, settled, codes, *parts, parameters=parameters))
        if query_generation(warehouse, question.site_id) != settled.generation:
            # Meanwhile the site's paths were removed, or are rebuilt: rows of both may have been read.
            return [query_paths(warehouse, question, codes, *parts, parameters=parameters)]
    if unsettled_ids:
        computed = replace(question, conversion_ids=unsettled_ids)
        answers.append(query_paths(warehouse, computed, codes, *parts, parameters=parameters))
    return answers


def _query_settled(
    warehouse: Warehouse,
    question: CreditQuestion,
    settled: Settled,
    codes: CodeLookup,
    *parts: Part,
    parameters: Mapping[str, Value] | None,
) -> Rows:
    asked: Mapping[str, Value] = {
        **make_parameters(replace(question, left_out_ids=settled.unsettled_ids), codes),
        "generation": settled.generation,
        "events_since_ms": settled.events_since_ms,
        "in_hand": settled.in_hand.text,
        **(parameters or {}),
    }
    statement = join_settled_statement(*parts, has_in_hand=bool(settled.in_hand.event_ids))
    return query_kept(settled.kept, warehouse, statement, asked)
