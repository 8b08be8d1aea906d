"""Joins the statements over paths from their files, and runs them."""

from collections.abc import Mapping
from dataclasses import replace

from registry.code_lookup import CodeLookup
from reports.paths.crowd_search import query_crowds
from reports.paths.crowds import NO_CROWDS
from reports.paths.kept_answers import query_kept
from reports.paths.question import CreditQuestion, describe_made, make_parameters
from warehouse.interface import Rows, Value, Warehouse
from warehouse.sql_files import join_statements, read_statement

PACKAGE = "reports.paths"
# A file: its package, and its name without `.sql`.
Part = tuple[str, str]
RETURNS: Part = ("warehouse", "folded_returns")
# From `considered_clicks` and `selected_conversions` to `paths`.
PATHS: tuple[Part, ...] = ((PACKAGE, "possible_touches"), (PACKAGE, "candidates"), RETURNS, (PACKAGE, "paths"))
PLANNING: Part = (PACKAGE, "planning")


def join_path_statement(
    *parts: Part, has_earlier_clicks: bool = True, has_crowds: bool = False, has_identities: bool = False
) -> str:
    """A select over ``paths``; quicker where nothing precedes the period's touches, and without crowded people.

    ``has_identities``: who is behind the one conversion is known.
    """
    names = (
        "conversions",
        "known_identities" if has_identities else "people",
        "earlier_referrals" if has_earlier_clicks else "no_earlier_referrals",
        "clicks",
        *(
            ("crowd_owners", "carried_identities_and_crowds", "crowd_joins", "clicks_of_conversions_and_crowds")
            if has_crowds
            else ("carried_identities", "clicks_of_conversions")
        ),
    )
    return join_statements(*((PACKAGE, name) for name in names), *PATHS, *parts, PLANNING)


def join_click_statement(*parts: Part) -> str:
    """A select over ``candidates`` that are all clicks of a period, and over what is known of their visitors."""
    names = ("conversions", "single_owners", "people", "clicks_of_period", "candidates")
    return join_statements(*((PACKAGE, name) for name in names), *parts, (PACKAGE, "planning_in_order"))


def join_people_statement(*parts: Part, has_identities: bool = False) -> str:
    """A select over the conversions of a period and the people behind them."""
    people = "known_identities" if has_identities else "people"
    return join_statements((PACKAGE, "conversions"), (PACKAGE, people), *parts)


def join_conversions_statement(*parts: Part) -> str:
    """A select over the conversions of a period, the browsers that only one customer used, and what was given back."""
    return join_statements((PACKAGE, "conversions"), (PACKAGE, "single_owners"), RETURNS, *parts)


def query_paths(
    warehouse: Warehouse,
    question: CreditQuestion,
    codes: CodeLookup,
    *parts: Part,
    parameters: Mapping[str, Value] | None = None,
) -> Rows:
    """The answer of a select over ``paths`` with parameters of its own."""
    crowds = question.crowds or query_crowds(warehouse, question)
    question = query_narrowed(warehouse, replace(question, crowds=crowds))
    statement = join_path_statement(
        *parts,
        has_earlier_clicks=query_has_earlier_clicks(warehouse, question),
        has_crowds=bool(crowds.ids),
        # Crowds are joined by their owners too.
        has_identities=knows_people(question) and not crowds.ids,
    )
    return warehouse.query(statement, {**make_parameters(question, codes), **(parameters or {})})


def knows_people(question: CreditQuestion) -> bool:
    """Who is behind the one conversion is known."""
    return question.one is not None and question.one.identities is not None


def query_period_clicks(warehouse: Warehouse, question: CreditQuestion, codes: CodeLookup, *parts: Part) -> Rows:
    """The answer of a select over all clicks of the period; no conversion is paired with any: there are no crowds."""
    question = query_narrowed(warehouse, replace(question, crowds=NO_CROWDS))
    kept = question.settled.kept_clicks if question.settled else None
    return query_kept(kept, warehouse, join_click_statement(*parts), make_parameters(question, codes))


def query_has_earlier_clicks(warehouse: Warehouse, question: CreditQuestion) -> bool:
    """Whether any click was recorded before the touches of the question's period."""
    if question.one and question.one.has_earlier_clicks is not None:
        return question.one.has_earlier_clicks
    before_ms = question.from_ms - question.rules.longest_window_ms
    statement = read_statement(PACKAGE, "has_earlier_clicks")
    return len(warehouse.query(statement, {"site_id": question.site_id, "before_ms": before_ms})) > 0


def query_narrowed(warehouse: Warehouse, question: CreditQuestion) -> CreditQuestion:
    """The question limited to the browsers behind the conversions that it names, so that fewer events are read."""
    if question.visitor_ids or not question.conversion_ids:
        return question
    parameters: Mapping[str, Value] = {
        "site_id": question.site_id,
        "from_ms": question.from_ms,
        "to_ms": question.to_ms,
        "conversion_ids": question.conversion_ids,
        **describe_made(question.made_ms),
    }
    rows = warehouse.query(read_statement(PACKAGE, "visitors_of_conversions"), parameters)
    # Clicks that name no browser but the customer stand under the empty one.
    return replace(question, visitor_ids=("", *(visitor_id for (visitor_id,) in rows.parse_tuples(tuple[str]))))
