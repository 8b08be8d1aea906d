"""How far commission runs are behind."""

from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from registry.models import CommissionDue, CommissionRun
from warehouse.interface import Warehouse
from warehouse.sql_files import read_statement


def query_overdue_seconds(session: Session, now: datetime) -> float:
    """How long the first open commission of any site has been due without a run; 0 if none is."""
    oldest = session.scalar(select(func.min(CommissionDue.due_at)))
    return max((now - oldest).total_seconds(), 0.0) if oldest else 0.0


def query_earnings_lag_seconds(session: Session, warehouse: Warehouse, now: datetime) -> float:
    """The age of the last commission run that did not follow the last fraud run of its site, or what is overdue."""
    rows = warehouse.query(read_statement("earnings.runs", "last_fraud_runs"))
    last = dict(rows.parse_tuples(tuple[int, int]))
    behind = [
        (now - run.until).total_seconds()
        for run in session.scalars(select(CommissionRun))
        if last.get(run.site_id, 0) > run.fraud_run
    ]
    return max(0.0, query_overdue_seconds(session, now), *behind)
