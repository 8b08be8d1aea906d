"""Runs a rule: the shared measures, its own text, and what happens with the findings, as one statement."""

from collections.abc import Collection, Mapping

from fraud.rule_files import Rule
from fraud.rule_sets import RuleSet
from fraud.site_facts import SiteFacts
from fraud.spans import Span
from warehouse.interface import Value, Warehouse
from warehouse.sql_files import read_statement

# What honest traffic shows more often than one time in twenty is no finding.
WEAKEST_CHANCE = 0.05


def judged_rules(rule_set: RuleSet, subjects: Collection[str]) -> list[Rule]:
    """The rules that are on and find something on these subjects."""
    return [rule for rule in rule_set.rules() if rule.subject in subjects]


def collect_findings(
    warehouse: Warehouse, facts: SiteFacts, rule: Rule, values: Mapping[str, Value], span: Span, run: int
) -> None:
    """Keeps what the rule finds in the span."""
    statement = write_statement(rule, "collect", before="collect_into")
    parameters = {**make_parameters(facts, values, span), "run": run, "rule": rule.name}
    warehouse.execute(statement, choose_used(statement, parameters))


def write_statement(rule: Rule, after: str, before: str = "") -> str:
    """The rule's text between the shared measures and a statement that reads ``findings``; values stay parameters."""
    files = [*([before] if before else []), "measures"]
    return "\n".join([*(read_statement("fraud", name) for name in files), rule.statement,
                      read_statement("fraud", after)])  # fmt: skip


def make_parameters(facts: SiteFacts, values: Mapping[str, Value], span: Span) -> dict[str, Value]:
    """Everything a rule may name."""
    return {**facts.parameters(), **span.parameters(), **values, "weakest": WEAKEST_CHANCE}


def choose_used(statement: str, parameters: Mapping[str, Value]) -> dict[str, Value]:
    """Those that the statement names: the arrays of a large site cost as much as the rule itself."""
    return {name: value for name, value in parameters.items() if f"{{{name}:" in statement}
