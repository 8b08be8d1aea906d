"""What the review page shows around the marks: groups, related events, networks, and what persons did."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from fraud.reviews import MarkQuestion, make_parameters
from fraud.rule_files import read_rules
from fraud.spans import days_concerned
from money.amount import list_amounts
from registry.models import Person
from warehouse.interface import Value, Warehouse
from warehouse.sql_files import read_statement

MOST_EVENTS, MOST_NETWORKS = 50, 20


def list_groups(warehouse: Warehouse, question: MarkQuestion) -> list[dict[str, Any]]:
    """Marks by partner and rule, with their money by currency."""
    descriptions = {rule.name: rule.description for rule in read_rules()}
    rows = _ask(warehouse, "groups", make_parameters(question))
    return [
        {
            **{name: value for name, value in row.items() if name not in ("amounts", "kind")},
            "subject_kind": row["kind"],
            "description": descriptions.get(str(row["rule"]), ""),
            "revenue": list_amounts(dict(zip(*row["amounts"], strict=True))),
        }
        for row in rows
    ]


def list_related_events(warehouse: Warehouse, site_id: int, mark: Mapping[str, Any]) -> list[dict[str, Any]]:
    """What the same visitor or customer did, oldest first; of a partner nothing."""
    if mark["subject_kind"] == "partner":
        return []
    asked: dict[str, Value] = {"site_id": site_id, "subject_id": mark["subject_id"], "row_count": MOST_EVENTS}
    rows = _ask(warehouse, "related_events", asked)
    flags = ("is_subject", "is_repeat")
    return sorted(
        ({**row, **{name: bool(row[name]) for name in flags}} for row in rows), key=lambda row: row["timestamp"]
    )


def list_networks(warehouse: Warehouse, site_id: int, mark: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The networks that the partner's clicks and conversions came from in the month of the mark."""
    start, end = days_concerned(mark)
    asked: dict[str, Value] = {
        "site_id": site_id,
        "partner": mark["partner"],
        "subject_id": mark["subject_id"],
        "start": start,
        "end": end,
        "row_count": MOST_NETWORKS,
    }
    rows = _ask(warehouse, "partner_networks", asked)
    return [{**row, "is_own": bool(row["is_own"])} for row in rows]


def list_deeds(warehouse: Warehouse, site_id: int, from_ms: int, to_ms: int, row_count: int) -> list[dict[str, Any]]:
    """Decisions, rule sets and allowances by persons and keys, newest first."""
    asked: dict[str, Value] = {"site_id": site_id, "from_ms": from_ms, "to_ms": to_ms, "row_count": row_count}
    return _ask(warehouse, "log", asked)


def name_people(session: Session, rows: Sequence[Mapping[str, Any]], column: str) -> list[dict[str, Any]]:
    """The rows with a person's e-mail instead of ``person:7``."""
    ids = {int(row[column][7:]) for row in rows if str(row[column]).startswith("person:")}
    found = session.execute(select(Person.id, Person.email).where(Person.id.in_(ids))) if ids else ()
    emails = {f"person:{person_id}": email for person_id, email in found}
    return [{**row, column: emails.get(row[column], row[column])} for row in rows]


def _ask(warehouse: Warehouse, statement: str, parameters: Mapping[str, Value]) -> list[dict[str, Any]]:
    return warehouse.query(read_statement("fraud", statement), parameters).dicts()
