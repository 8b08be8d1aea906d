"""Reads the rule files: the head that describes a rule, and the statement that finds its subjects."""

import re
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Literal, get_args

import orjson

from warehouse.interface import Value
from warehouse.sql_files import read_statement

RULES, SHARED = "fraud.rules", "fraud.rules.shared"
Subject = Literal["click", "conversion", "partner"]
TrafficClass = Literal["givt", "sivt", "policy"]
Family = Literal["timing", "network", "identity", "behaviour", "economics", "technical", "policy"]

_FILE_NAME = re.compile(r"(\d{3})_([a-z0-9_]+)\.sql")
_HEAD_LINE = re.compile(r"-- ([a-z_]+): (.+)")
_PARAMETER = re.compile(r"([a-z_]+) (UInt32|Float64|String|Array\(String\)) = (.+)")
_ONCE = ("description", "answers", "subject", "class", "family", "reason", "says")
_OPTIONAL = ("continued_by",)
_KINDS: dict[str, tuple[type, ...]] = {
    "UInt32": (int,),
    "Float64": (int, float),
    "String": (str,),
    "Array(String)": (list,),
}


class RuleMalformed(Exception):
    """The head of a rule file is incomplete or wrong; the message names file and line."""


@dataclass(frozen=True, slots=True)
class Parameter:
    """A typed parameter of a rule's statement; ``unit`` is its unit and meaning."""

    name: str
    type: str
    default: Value
    unit: str


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule; ``reason`` is the code that a partner may see, ``says`` a sentence with the evidence's ``{names}``."""

    name: str
    description: str
    answers: str
    subject: Subject
    traffic_class: TrafficClass
    family: Family
    reason: str
    says: str
    parameters: tuple[Parameter, ...]
    statement: str

    def defaults(self) -> dict[str, Value]:
        """The values in the file."""
        return {parameter.name: parameter.default for parameter in self.parameters}


@cache
def read_rules() -> tuple[Rule, ...]:
    """Every rule of the folder, in the order of their numbers."""
    files = [file for file in resources.files(RULES).iterdir() if file.name.endswith(".sql")]
    rules = tuple(parse_rule(file.name, file.read_text("utf-8")) for file in sorted(files, key=lambda file: file.name))
    if len({rule.name for rule in rules}) != len(rules):
        raise RuleMalformed("two rules have the same name")
    return rules


def parse_rule(file_name: str, text: str) -> Rule:
    """The rule in a file; raises :class:`RuleMalformed`."""
    named = _FILE_NAME.fullmatch(file_name)
    if not named:
        raise RuleMalformed(f"{file_name}: call it NNN_name.sql")
    head, statement = _split_head(text)
    values: dict[str, str] = {}
    parameters = []
    for line in head:
        match = _HEAD_LINE.fullmatch(line)
        if not match or (match[1] != "param" and (match[1] not in (*_ONCE, *_OPTIONAL) or match[1] in values)):
            raise RuleMalformed(f"{file_name}: {line!r} is not a line of a rule's head")
        if match[1] == "param":
            parameters.append(_parse_parameter(file_name, match[2]))
        else:
            values[match[1]] = match[2]
    statement += _read_continuation(file_name, values.get("continued_by", ""))
    _check(file_name, values, parameters, statement)
    return Rule(
        name=named[2],
        description=values["description"],
        answers=values["answers"],
        subject=values["subject"],  # type: ignore[arg-type]
        traffic_class=values["class"],  # type: ignore[arg-type]
        family=values["family"],  # type: ignore[arg-type]
        reason=values["reason"],
        says=values["says"],
        parameters=tuple(parameters),
        statement=statement,
    )


def _split_head(text: str) -> tuple[list[str], str]:
    lines = text.splitlines()
    size = next((number for number, line in enumerate(lines) if not line.startswith("--")), len(lines))
    return lines[:size], "\n".join(lines[size:])


def _read_continuation(file_name: str, name: str) -> str:
    """The text that several rules share after their own, without its head."""
    if not name:
        return ""
    try:
        return "\n" + _split_head(read_statement(SHARED, name))[1]
    except FileNotFoundError as exc:
        raise RuleMalformed(f"{file_name}: there is no shared/{name}.sql") from exc


def _parse_parameter(file_name: str, text: str) -> Parameter:
    match = _PARAMETER.fullmatch(text)
    if not match:
        raise RuleMalformed(f"{file_name}: {text!r} is not `name Type = default unit`")
    name, type_, rest = match.groups()
    default, unit = _split_default(file_name, rest)
    if isinstance(default, bool) or not isinstance(default, _KINDS[type_]):
        raise RuleMalformed(f"{file_name}: {name} = {default!r} is no {type_}")
    return Parameter(name, type_, default, unit)


def _split_default(file_name: str, text: str) -> tuple[Value, str]:
    """The JSON value that the text begins with, and what comes after it."""
    for end in [match.start() for match in re.finditer(" ", text)]:
        try:
            return orjson.loads(text[:end]), text[end + 1 :]
        except orjson.JSONDecodeError:
            continue
    raise RuleMalformed(f"{file_name}: {text!r} is not a JSON value and its unit")


def _check(file_name: str, values: dict[str, str], parameters: list[Parameter], statement: str) -> None:
    missing = [name for name in _ONCE if name not in values]
    if missing:
        raise RuleMalformed(f"{file_name}: the head lacks {', '.join(missing)}")
    for name, choices in (("subject", Subject), ("class", TrafficClass), ("family", Family)):
        if values[name] not in get_args(choices):
            raise RuleMalformed(f"{file_name}: {name} is one of {', '.join(get_args(choices))}")
    names = [parameter.name for parameter in parameters]
    if len(set(names)) != len(names) or "most" not in names:
        raise RuleMalformed(f"{file_name}: parameters are named once, and `most` is one of them")
    for parameter in parameters:
        if parameter.name != "most" and f"{{{parameter.name}:{parameter.type}}}" not in statement:
            raise RuleMalformed(f"{file_name}: the statement does not use {{{parameter.name}:{parameter.type}}}")
    if "    findings as" not in statement:
        raise RuleMalformed(f"{file_name}: the statement has no `findings`")
