"""Joins the statements over credits from their files, and runs them."""

from collections.abc import Mapping

from registry.code_lookup import CodeLookup
from reports.attribution.bindings import find_bindings
from reports.attribution.credit_parts import DIVIDED, choose_credits
from reports.paths.question import CreditQuestion
from reports.paths.statements import Part, join_path_statement, query_paths
from reports.settled.reading import find_settled
from reports.settled.statements import query_paths_in_parts
from warehouse.interface import Rows, Value, Warehouse


def join_credit_statement(part: Part) -> str:
    """A select over ``credits``, whole: the text of all its files."""
    return join_path_statement(*DIVIDED, part)


def query_credits(
    warehouse: Warehouse,
    question: CreditQuestion,
    codes: CodeLookup,
    part: Part,
    parameters: Mapping[str, Value] | None = None,
) -> Rows:
    """The answer of a select over ``credits`` with parameters of its own."""
    question = find_bindings(warehouse, question, codes)
    return query_paths(warehouse, question, codes, *choose_credits(question, part), part, parameters=parameters)


def query_credits_in_parts(
    warehouse: Warehouse,
    question: CreditQuestion,
    codes: CodeLookup,
    part: Part,
    parameters: Mapping[str, Value] | None = None,
) -> list[Rows]:
    """As ``query_credits``, of what is settled and of what is not; each conversion is in one of the answers."""
    question = find_settled(warehouse, find_bindings(warehouse, question, codes))
    return query_paths_in_parts(
        warehouse, question, codes, *choose_credits(question, part), part, parameters=parameters
    )
