"""The statement of a report as a whole, with the values of its parameters, to be read or run by hand."""

import re
from collections.abc import Callable, Mapping

from reports.attribution.statements import join_credit_statement
from reports.paths.statements import (
    join_click_statement,
    join_conversions_statement,
    join_path_statement,
    join_people_statement,
)
from warehouse.clickhouse.parameters import quote, write_parameter
from warehouse.interface import Value
from warehouse.sql_files import join_statements

STATEMENTS: Mapping[str, Callable[[], str]] = {
    "attribution": lambda: join_credit_statement(("reports.attribution", "rows")),
    "cohorts": lambda: join_conversions_statement(("reports.journeys", "cohorts")),
    "conversions": lambda: join_credit_statement(("reports.conversions", "rows")),
    "funnel": lambda: join_statements(*(("reports.funnel", name) for name in ("people", "ordered", "rows"))),
    "markov": lambda: join_path_statement(("reports.attribution", "transitions")),
    "markov-lost": lambda: join_click_statement(("reports.attribution", "lost_transitions")),
    "partners": lambda: join_credit_statement(("reports.partners", "credits")),
    "paths": lambda: join_path_statement(("reports.journeys", "paths")),
    "redemptions": lambda: join_people_statement(
        ("reports.paths", "crowd_owners"), ("reports.redemptions", "redemptions")
    ),
}
_PARAMETER = re.compile(r"\{([a-z0-9_]+):([^}]+)\}")


def write_report(name: str, values: Mapping[str, Value]) -> str:
    """A ``set`` for each parameter with a value, a comment for each without one, then the statement."""
    statement = STATEMENTS[name]()
    types = dict(_PARAMETER.findall(statement))
    lines = [_write_parameter(parameter, type_, values) for parameter, type_ in sorted(types.items())]
    return "\n".join((*lines, "", statement))


def _write_parameter(name: str, type_: str, values: Mapping[str, Value]) -> str:
    if name not in values:
        return f"-- set param_{name} = …; -- {type_}"
    return f"set param_{name} = {quote(write_parameter(values[name]))}; -- {type_}"
