"""Saved settings of the rules: which are off, which parameters differ, at which score a conversion is held."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import msgspec
import orjson

from fraud.errors import RuleSetInvalid
from fraud.rules.rule_files import Parameter, Rule, read_rules
from fraud.rules.rule_sets.patterns import check_patterns
from warehouse.interface import Value, Warehouse
from warehouse.sql_files import read_statement

Settings = Mapping[str, Mapping[str, Value]]


@dataclass(frozen=True, slots=True)
class Thresholds:
    """The score from which a conversion is held, and the one from which its rejection is proposed."""

    hold_at: float = 5.0
    reject_at: float = 9.0


@dataclass(frozen=True, slots=True)
class RuleSet:
    """``settings`` maps rules to the parameters that differ from their file, ``programs`` to own thresholds."""

    version: int = 0
    settings: Settings = field(default_factory=dict)
    off: frozenset[str] = frozenset()
    thresholds: Thresholds = Thresholds()
    programs: Mapping[int, Thresholds] = field(default_factory=dict)

    def rules(self) -> list[Rule]:
        """The rules that are on."""
        return [rule for rule in read_rules() if rule.name not in self.off]

    def values(self, rule: Rule) -> dict[str, Value]:
        """The parameters of a rule as this set has them."""
        return {**rule.defaults(), **self.settings.get(rule.name, {})}

    def max_weight(self, rule: Rule) -> float:
        """The highest weight of a mark by this rule."""
        return msgspec.convert(self.values(rule)["most"], float)

    def thresholds_of(self, program_id: int | None) -> Thresholds:
        """The thresholds of the program, else of the site."""
        return self.programs.get(program_id or 0, self.thresholds)

    def content(self) -> dict[str, Any]:
        """As it is stored and shown."""
        return {
            "settings": {name: dict(values) for name, values in self.settings.items()},
            "off": sorted(self.off),
            "hold_at": self.thresholds.hold_at,
            "reject_at": self.thresholds.reject_at,
            "programs": {str(key): [each.hold_at, each.reject_at] for key, each in self.programs.items()},
        }


def query_rule_set(warehouse: Warehouse, site_id: int, version: int | None = None) -> RuleSet:
    """The latest saved set, or one version of it; the defaults of the rule files where none is saved."""
    parameters: Mapping[str, Value] = {"site_id": site_id, "version": -1 if version is None else version}
    rows = warehouse.query(read_statement("fraud.rules.rule_sets", "rule_set"), parameters)
    saved = rows.parse_tuples(tuple[int, str])
    if not saved:
        return RuleSet()
    [(saved_version, content)] = saved
    return parse_rule_set(orjson.loads(content), saved_version)


def save_rule_set(
    warehouse: Warehouse, site_id: int, content: Mapping[str, Any], saved_by: str, why: str, now: datetime
) -> RuleSet:
    """Saves a new version; raises ``RuleSetInvalid`` for an unknown rule, parameter or kind of value."""
    rule_set = parse_rule_set(content, query_rule_set(warehouse, site_id).version + 1)
    for rule in read_rules():
        check_patterns(warehouse, rule, rule_set.settings.get(rule.name, {}))
    row: dict[str, object] = {
        "site_id": site_id,
        "version": rule_set.version,
        "content": orjson.dumps(rule_set.content()).decode(),
        "saved_at": now,
        "saved_by": saved_by,
        "why": why,
    }
    warehouse.insert("rule_sets", {name: [value] for name, value in row.items()})
    return rule_set


def parse_rule_set(content: Mapping[str, Any], version: int = 0) -> RuleSet:
    """The set in a JSON object like that of ``RuleSet.content``; raises ``RuleSetInvalid``."""
    known = {rule.name: rule for rule in read_rules()}
    unknown = set(content) - {"settings", "off", "hold_at", "reject_at", "programs"}
    if unknown:
        raise RuleSetInvalid(min(unknown), "a rule set has settings, off, hold_at, reject_at and programs")
    settings = _parse_mapping(content, "settings")
    off = content.get("off") or []
    for name in [*settings, *(off if isinstance(off, list) else [off])]:
        if name not in known:
            raise RuleSetInvalid("settings", f"there is no rule {name!r}")
    thresholds = _parse_thresholds([content.get("hold_at", 5.0), content.get("reject_at", 9.0)])
    return RuleSet(
        version=version,
        settings={name: _parse_values(known[name], values) for name, values in settings.items()},
        off=frozenset(off),
        thresholds=thresholds,
        programs={_parse_id(key): _parse_thresholds(pair) for key, pair in _parse_mapping(content, "programs").items()},
    )


def parse_value(rule: Rule, name: str, given: object) -> Value:
    """A parameter's value of its type; raises ``RuleSetInvalid``."""
    parameter = next((each for each in rule.parameters if each.name == name), None)
    if parameter is None:
        names = ", ".join(each.name for each in rule.parameters)
        raise RuleSetInvalid("parameter", f"the rule {rule.name} has {names}")
    if not _fits(parameter, given):
        raise RuleSetInvalid(name, f"give {parameter.type}: {parameter.unit}")
    return given  # type: ignore[return-value]


def _parse_values(rule: Rule, values: object) -> dict[str, Value]:
    if not isinstance(values, dict):
        raise RuleSetInvalid("settings", f"give the parameters of {rule.name} as an object")
    return {name: parse_value(rule, name, value) for name, value in values.items()}


def _fits(parameter: Parameter, given: object) -> bool:
    if parameter.type == "String":
        return isinstance(given, str) and len(given) <= 1000
    if parameter.type == "Array(String)":
        return isinstance(given, list) and len(given) <= 1000 and all(isinstance(item, str) for item in given)
    if isinstance(given, bool) or not isinstance(given, int | float) or not 0 <= given < 1e9:
        return False
    return parameter.type == "Float64" or isinstance(given, int)


def _parse_mapping(content: Mapping[str, Any], field_name: str) -> dict[str, Any]:
    value = content.get(field_name, {})
    if not isinstance(value, dict):
        raise RuleSetInvalid(field_name, "give an object")
    return value


def _parse_thresholds(pair: object) -> Thresholds:
    if not isinstance(pair, list) or len(pair) != 2 or not all(isinstance(each, int | float) for each in pair):
        raise RuleSetInvalid("hold_at", "give two numbers: hold at, reject at")
    hold_at, reject_at = map(float, pair)
    if not 0 < hold_at <= reject_at < 1000:
        raise RuleSetInvalid("hold_at", "give scores above 0, and reject_at not below hold_at")
    return Thresholds(hold_at, reject_at)


def _parse_id(text: str) -> int:
    if not (text.isascii() and text.isdigit() and len(text) < 16):
        raise RuleSetInvalid("programs", "name programs by their id")
    return int(text)
