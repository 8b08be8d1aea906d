"""What the review page shows around the marks: groups, related events, networks, and the log of decisions."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from fraud.review.marks import MarkQuestion, make_parameters
from fraud.rules.rule_files import read_rules
from fraud.runs.spans import month_of_mark
from money.amount import list_amounts
from registry.models import TeamMember
from warehouse.interface import Value, Warehouse
from warehouse.sql_files import read_statement

MAX_EVENTS, MAX_NETWORKS = 50, 20


def list_groups(warehouse: Warehouse, question: MarkQuestion) -> list[dict[str, Any]]:
    """Marks by partner and rule, with their money by currency."""
    descriptions = {rule.name: rule.description for rule in read_rules()}
    rows = _query(warehouse, "groups", make_parameters(question))
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
    """The events of the same visitor or customer, oldest first; none for a mark on a partner."""
    if mark["subject_kind"] == "partner":
        return []
    parameters: dict[str, Value] = {"site_id": site_id, "subject_id": mark["subject_id"], "row_count": MAX_EVENTS}
    rows = _query(warehouse, "related_events", parameters)
    flags = ("is_subject", "is_repeat")
    return sorted(
        ({**row, **{name: bool(row[name]) for name in flags}} for row in rows), key=lambda row: row["timestamp"]
    )


def list_networks(warehouse: Warehouse, site_id: int, mark: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The networks that the partner's clicks and conversions came from in the month of the mark."""
    start, end = month_of_mark(mark)
    parameters: dict[str, Value] = {
        "site_id": site_id,
        "partner": mark["partner"],
        "subject_id": mark["subject_id"],
        "start": start,
        "end": end,
        "row_count": MAX_NETWORKS,
    }
    rows = _query(warehouse, "partner_networks", parameters)
    return [{**row, "is_own": bool(row["is_own"])} for row in rows]


def list_log(warehouse: Warehouse, site_id: int, from_ms: int, to_ms: int, row_count: int) -> list[dict[str, Any]]:
    """Decisions, rule sets and allow list entries by reviewers and keys, newest first."""
    parameters: dict[str, Value] = {"site_id": site_id, "from_ms": from_ms, "to_ms": to_ms, "row_count": row_count}
    return _query(warehouse, "log", parameters)


def name_reviewers(session: Session, rows: Sequence[Mapping[str, Any]], column: str) -> list[dict[str, Any]]:
    """The rows with the team member's e-mail instead of ``member:7``."""
    ids = {int(row[column][7:]) for row in rows if str(row[column]).startswith("member:")}
    found = session.execute(select(TeamMember.id, TeamMember.email).where(TeamMember.id.in_(ids))) if ids else ()
    emails = {f"member:{member_id}": email for member_id, email in found}
    return [{**row, column: emails.get(row[column], row[column])} for row in rows]


def _query(warehouse: Warehouse, statement: str, parameters: Mapping[str, Value]) -> list[dict[str, Any]]:
    return warehouse.query(read_statement("fraud.review", statement), parameters).dicts()
