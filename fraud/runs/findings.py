"""Runs a rule as one statement: the shared measures, the rule's own text, and what becomes of its findings."""

from collections.abc import Collection, Mapping

from fraud.facts.site_facts import SiteFacts
from fraud.rules.rule_files import Rule
from fraud.rules.rule_sets import RuleSet
from fraud.runs.spans import Span
from warehouse.interface import Value, Warehouse
from warehouse.sql_files import join_statements

# What honest traffic shows more often than one time in twenty is not a finding.
WEAKEST_CHANCE = 0.05
# A file: its package, and its name without `.sql`.
Part = tuple[str, str]


def active_rules(rule_set: RuleSet, subjects: Collection[str]) -> list[Rule]:
    """The rules that are on and mark one of these kinds of subject."""
    return [rule for rule in rule_set.rules() if rule.subject in subjects]


def collect_findings(
    warehouse: Warehouse,
    facts: SiteFacts,
    rule: Rule,
    values: Mapping[str, Value],
    span: Span,
    run: int,
    *,
    confirmed_only: bool,
) -> None:
    """Stores what the rule finds in the span by this evidence, of conversions those that are judged by it."""
    own = [("fraud.runs", "collect_unconfirmed")] if rule.subject == "conversion" and not confirmed_only else []
    after = (("fraud.runs", "collect"), *own, ("fraud.runs", "collect_settings"))
    statement = join_rule(rule, *after, before=("fraud.runs", "collect_into"))
    parameters = {**make_parameters(facts, values, span, confirmed_only=confirmed_only), "run": run, "rule": rule.name}
    warehouse.execute(statement, select_used(statement, parameters))


def join_rule(rule: Rule, *after: Part, before: Part | None = None) -> str:
    """The rule's text between the shared measures and a select over ``findings``; values stay parameters."""
    opening = join_statements(*([before] if before else []), ("fraud.rules.shared", "measures"))
    return "\n".join((opening, rule.statement, join_statements(*after)))


def make_parameters(
    facts: SiteFacts, values: Mapping[str, Value], span: Span, *, confirmed_only: bool
) -> dict[str, Value]:
    """All parameters that a rule may name."""
    common: dict[str, Value] = {"confirmed_only": confirmed_only, "weakest": WEAKEST_CHANCE}
    return {**facts.parameters(), **span.parameters(), **values, **common}


def select_used(statement: str, parameters: Mapping[str, Value]) -> dict[str, Value]:
    """The parameters that the statement names: the arrays of a large site cost as much as the rule itself."""
    return {name: value for name, value in parameters.items() if f"{{{name}:" in statement}
