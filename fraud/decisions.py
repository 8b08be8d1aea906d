"""What is decided of conversions and clicks, by the rules and by persons; only appended to."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime

from warehouse.interface import Value, Warehouse
from warehouse.sql_files import read_statement

PAY, HOLD, REJECT, UNDO = "pay", "hold", "reject", "undo"
BY_RULES = "rules"


@dataclass(frozen=True, slots=True)
class Decision:
    """``decision`` is pay, hold or reject; ``reasons`` are codes that a partner may see, strongest first."""

    decision: str
    reasons: tuple[str, ...]
    score: float
    decided_by: str
    why: str


UNMARKED = Decision(PAY, (), 0.0, BY_RULES, "")


@dataclass(frozen=True, slots=True)
class PersonsDecision:
    """What a person says of a mark's subject; ``decision`` UNDO gives it back to the rules."""

    subject_kind: str
    subject_id: str
    decision: str
    decided_by: str
    why: str
    mark_id: str


def read_decisions(
    warehouse: Warehouse, site_id: int, subject_ids: Sequence[str], subject_kind: str = "conversion"
) -> dict[str, Decision]:
    """Event id → decision, for every id given: what no rule and no person spoke of is paid."""
    statement = read_statement("fraud", "read_decisions")
    rows = warehouse.query(
        statement, {"site_id": site_id, "subject_kind": subject_kind, "subject_ids": [*subject_ids, ""]}
    )
    known = {str(row[0]): _make_decision(*row[1:]) for row in zip(*rows.columns, strict=True)}
    return {subject_id: known.get(subject_id, UNMARKED) for subject_id in subject_ids}


def save_decision(warehouse: Warehouse, site_id: int, given: PersonsDecision, now: datetime) -> None:
    """Appends a person's decision; it stands until the same or another person says otherwise."""
    parameters: dict[str, Value] = {"site_id": site_id, "now": now, **asdict(given)}
    warehouse.execute(read_statement("fraud", "save_decision"), parameters)


def save_partner_decision(
    warehouse: Warehouse, site_id: int, given: PersonsDecision, days: tuple[date, date], now: datetime
) -> None:
    """The same for the partner's conversions of the half-open ``days`` that the rules did not pay."""
    parameters: dict[str, Value] = {
        "site_id": site_id,
        "now": now,
        "partner": given.subject_id,
        "start": days[0],
        "end": days[1],
        "decision": given.decision,
        "decided_by": given.decided_by,
        "why": given.why,
        "mark_id": given.mark_id,
    }
    warehouse.execute(read_statement("fraud", "save_partner_decision"), parameters)


def _make_decision(decision: object, reasons: Sequence[str], score: float, decided_by: object, why: object) -> Decision:
    # A person may have spoken where no rule did.
    shown = () if decision == PAY else tuple(reasons)
    return Decision(str(decision) or PAY, shown, float(score), str(decided_by), str(why))
