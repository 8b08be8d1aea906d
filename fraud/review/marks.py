"""The review queue: the marks, each with its evidence as a sentence."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import orjson

from fraud.rules.rule_files import read_rules
from money.amount import Amount
from warehouse.interface import Value, Warehouse
from warehouse.sql_files import read_statement

STATES = ("open", "decided", "all")
_UNKNOWN = re.compile(r"\{\w+\}")
ALL_TIME_MS = (31_536_000_000, 7_258_118_400_000)


@dataclass(frozen=True, slots=True)
class MarkQuestion:
    """Which marks; empty texts are no condition. ``before_ms`` and ``before_id`` are the position in the list."""

    site_id: int
    from_ms: int = ALL_TIME_MS[0]
    to_ms: int = ALL_TIME_MS[1]
    partner: str = ""
    rule: str = ""
    traffic_class: str = ""
    subject_kind: str = ""
    subject_id: str = ""
    mark_id: str = ""
    state: str = "all"
    before_ms: int = ALL_TIME_MS[1]
    before_id: str = ""
    row_count: int = 1


def list_marks(warehouse: Warehouse, question: MarkQuestion) -> list[dict[str, Any]]:
    """The marks, newest first, each with the rule's ``description`` and its evidence as a sentence in ``says``."""
    rows = warehouse.query(read_statement("fraud.review", "marks"), make_parameters(question)).dicts()
    return [_show(row) for row in rows]


def has_marks(warehouse: Warehouse, site_id: int, subject_id: str) -> bool:
    """Whether there may be marks of it: most conversions have none, and the queue is a long statement."""
    parameters: Mapping[str, Value] = {"site_id": site_id, "subject_id": subject_id}
    return len(warehouse.query(read_statement("fraud.review", "has_marks"), parameters)) > 0


def find_mark(warehouse: Warehouse, site_id: int, mark_id: str) -> dict[str, Any] | None:
    """A standing mark of this site."""
    found = list_marks(warehouse, MarkQuestion(site_id, mark_id=mark_id))
    return found[0] if found else None


def make_parameters(question: MarkQuestion) -> Mapping[str, Value]:
    """The question as parameters of the statements."""
    return {
        "site_id": question.site_id,
        "from_ms": question.from_ms,
        "to_ms": question.to_ms,
        "partner": question.partner,
        "rule": question.rule,
        "class": question.traffic_class,
        "subject_kind": question.subject_kind,
        "subject_id": question.subject_id,
        "mark_id": question.mark_id,
        "state": question.state,
        "before_ms": question.before_ms,
        "before_id": question.before_id,
        "row_count": question.row_count,
    }


def _show(row: Mapping[str, object]) -> dict[str, Any]:
    rules = {rule.name: rule for rule in read_rules()}
    evidence: dict[str, str] = orjson.loads(str(row["evidence"]))
    rule = rules.get(str(row["rule"]))
    shown: dict[str, Any] = {name: value for name, value in row.items() if name != "timestamp_ms"}
    return {
        **shown,
        "timestamp": row["timestamp_ms"],
        "evidence": evidence,
        # The marks of a rule that a later version removed have no text any more.
        "description": rule.description if rule else "",
        "says": _fill_in(rule.says, evidence, str(row["currency"])) if rule else "",
        "is_refunded": bool(row["is_refunded"]),
        "is_confirmed": bool(row["is_confirmed"]),
    }


def _fill_in(says: str, evidence: Mapping[str, str], currency: str) -> str:
    """Money as money; ``currency`` is that of the mark's conversion, for evidence that is older than its own."""
    for name, value in evidence.items():
        text = _write_money(value, evidence.get("currency") or currency) if name.endswith("_minor") else value
        says = says.replace("{" + name + "}", text)
    # Of a mark that was made before its rule kept it.
    return _UNKNOWN.sub("unknown", says)


def _write_money(minor: str, currency: str) -> str:
    return f"{Amount(int(minor), currency).format()} {currency}" if currency else "one amount"
