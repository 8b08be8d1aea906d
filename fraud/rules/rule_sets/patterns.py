"""Parameters of rules that are regular expressions: only the engine knows whether it can use one."""

from collections.abc import Mapping

from fraud.errors import RuleSetInvalid
from fraud.rules.rule_files import Rule
from warehouse.interface import StatementFailed, Value, Warehouse
from warehouse.sql_files import read_statement

_UNIT = "regular expression"


def check_patterns(warehouse: Warehouse, rule: Rule, values: Mapping[str, Value]) -> None:
    """Raises ``RuleSetInvalid`` for the first one that the engine cannot use."""
    names = [each.name for each in rule.parameters if each.unit.startswith(_UNIT) and each.name in values]
    for name in names:
        try:
            warehouse.query(read_statement("fraud.rules.rule_sets", "pattern"), {"pattern": values[name]})
        except StatementFailed as exc:
            raise RuleSetInvalid(name, "give a regular expression in the syntax of RE2") from exc
