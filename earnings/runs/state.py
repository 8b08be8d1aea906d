"""Where the last turn of a site ended, what is due, and what was taken back; killed anywhere, a turn is repeated."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from earnings.runs.name_parts import divide_names
from registry.enums import ImportState
from registry.models import CommissionDue, CommissionRun, CommissionWithdrawal, Import

BEGINNING = datetime(1971, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class RunState:
    """See ``CommissionRun``."""

    fraud_run: int = 0
    decided_from: datetime = BEGINNING
    next_fraud_run: int = 0
    next_decided_from: datetime = BEGINNING
    after_ms: int = 0
    after_id: str = ""
    terms: str = ""
    until: datetime = BEGINNING
    undone_until: datetime = BEGINNING

    @property
    def is_sweeping(self) -> bool:
        """Whether conversions of the sweep are left to the next turn."""
        return bool(self.after_id)

    def begin_sweep(self, fraud_run: int, decided_from: datetime, terms: str) -> "RunState":
        """Goes on where a sweep is under way; new terms begin it again, over everything."""
        if terms != self.terms:
            return replace(
                RunState(undone_until=self.undone_until, until=self.until),
                terms=terms,
                next_fraud_run=fraud_run,
                next_decided_from=decided_from,
            )
        if self.is_sweeping:
            return self
        return replace(self, next_fraud_run=fraud_run, next_decided_from=decided_from)

    def end_sweep(self) -> "RunState":
        """What the sweep followed is followed."""
        return replace(
            self, fraud_run=self.next_fraud_run, decided_from=self.next_decided_from, after_ms=0, after_id=""
        )


def load_state(session: Session, site_id: int) -> RunState:
    """The state before a first run where there was none."""
    row = session.get(CommissionRun, site_id)
    if row is None:
        return RunState()
    return RunState(
        row.fraud_run,
        row.decided_from,
        row.next_fraud_run,
        row.next_decided_from,
        row.after_ms,
        row.after_id,
        row.terms,
        row.until,
        row.undone_until,
    )


def save_state(session: Session, site_id: int, state: RunState, ended_at: datetime) -> None:
    """To be called when everything of the turn is stored."""
    row = session.get(CommissionRun, site_id) or CommissionRun(site_id=site_id)
    for name in RunState.__slots__:
        setattr(row, name, getattr(state, name))
    row.ended_at = ended_at
    session.add(row)


def list_due(session: Session, site_id: int, now: datetime, limit: int) -> list[str]:
    """Names of open conversions whose hold is over, the longest first."""
    due = select(CommissionDue.order_name).where(CommissionDue.site_id == site_id, CommissionDue.due_at <= now)
    return list(session.scalars(due.order_by(CommissionDue.due_at, CommissionDue.order_name).limit(limit)))


def set_dues(session: Session, site_id: int, looked: Iterable[str], dues: Mapping[str, datetime]) -> None:
    """Those of ``looked`` that are not in ``dues`` wait for nothing but new facts."""
    for part in divide_names(sorted({*looked, *dues})):
        session.execute(
            delete(CommissionDue).where(CommissionDue.site_id == site_id, CommissionDue.order_name.in_(part))
        )
    session.add_all(CommissionDue(site_id=site_id, order_name=order, due_at=due) for order, due in dues.items())


def find_last_undone(session: Session, site_id: int) -> datetime | None:
    """When an import of the site was taken back last."""
    undone = select(func.max(Import.undone_at)).where(Import.site_id == site_id, Import.state == ImportState.UNDONE)
    return session.scalar(undone)


def map_withdrawn(session: Session, site_id: int, orders: Iterable[str]) -> dict[str, datetime]:
    """Those of the orders that were taken back, and when."""
    row = CommissionWithdrawal
    known = select(row.order_name, row.withdrawn_at).where(row.site_id == site_id)
    return {
        order: at
        for part in divide_names(sorted(set(orders)))
        for order, at in session.execute(known.where(row.order_name.in_(part)))
    }


def add_withdrawn(session: Session, site_id: int, orders: Mapping[str, datetime]) -> None:
    """Those that were taken back once more keep their first moment."""
    known = map_withdrawn(session, site_id, orders)
    session.add_all(
        CommissionWithdrawal(site_id=site_id, order_name=order, withdrawn_at=at)
        for order, at in orders.items()
        if order not in known
    )
