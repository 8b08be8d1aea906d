"""`prm reports sql` prints a statement that runs as it stands."""

import re
from collections.abc import Mapping

import pytest
from click.testing import CliRunner

from cli.__main__ import main
from events.enums import CONFIRMED_TRUST
from registry.code_lookup import CodeLookup
from reports.paths.question import CreditQuestion, make_parameters
from reports.printed_sql import STATEMENTS
from reports.program_rules import ProgramRules, Rules
from warehouse.interface import Value, Warehouse

RULES = Rules((ProgramRules(1, "Default", 1, "last_click", 86_400_000, promo_first=False),))
CODES = CodeLookup((), ["alice"], ["alice"], [1], ["alice10"], ["alice"], [1])
OWN_PARAMETERS: Mapping[str, Value] = {
    "starts_ms": [0],
    "ends_ms": 1,
    "row_count": 1,
    "before_ms": 1,
    "before_id": "",
    "confirmed_trust": CONFIRMED_TRUST,
}


@pytest.mark.parametrize("report", sorted({*STATEMENTS} - {"funnel"}))
def test_the_printed_statement_is_the_one_that_runs(warehouse: Warehouse, report: str) -> None:
    printed = CliRunner().invoke(main, ["reports", "sql", report, "--by", "channel", "--model", "linear"])
    assert printed.exit_code == 0, printed.output
    statement = re.sub(r"^set param_[^\n]*$", "", printed.output, flags=re.MULTILINE)
    question = CreditQuestion(1, 0, 1, RULES, by="channel", models=("linear",))
    assert len(warehouse.query(statement, {**make_parameters(question, CODES), **OWN_PARAMETERS})) == 0


def test_given_values_are_set_and_the_other_parameters_are_listed() -> None:
    printed = CliRunner().invoke(main, ["reports", "sql", "attribution", "--by", "channel", "--model", "linear"])
    lines = printed.output.splitlines()
    assert "set param_by = 'channel'; -- String" in lines
    assert r"set param_models = '[\'linear\']'; -- Array(String)" in lines
    assert "-- set param_site_id = …; -- UInt32" in lines


def test_an_unknown_report_is_rejected() -> None:
    printed = CliRunner().invoke(main, ["reports", "sql", "no-such-report"])
    assert (printed.exit_code, "no-such-report" in printed.output) == (2, True)
