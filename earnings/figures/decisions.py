"""The decisions on conversions, newest first: of each its last revision, whether somebody earns by it or not."""

from sqlalchemy import Connection, func, select

from earnings.commissions.decision import Decision, Lock
from earnings.runs.history import load_subjects
from earnings.storage.records import RecordKind
from registry.models import LedgerRecord


def query_decided(
    connection: Connection, site_id: int, before: int, row_count: int, subject: str | None = None
) -> tuple[list[tuple[int, Decision]], list[Lock]]:
    """Those that were first stored before this record, 0 for all; each with the number of that record.

    ``subject``: the name of the one conversion that is asked for.
    """
    first = func.min(LedgerRecord.seq)
    orders = (
        select(LedgerRecord.subject, first)
        .where(LedgerRecord.site_id == site_id, LedgerRecord.kind == str(RecordKind.DECISION))
        .group_by(LedgerRecord.subject)
        .order_by(first.desc())
        .limit(row_count)
    )
    if subject is not None:
        orders = orders.where(LedgerRecord.subject == subject)
    if before:
        orders = orders.having(first < before)
    numbers = {str(order): int(number) for order, number in connection.execute(orders)}
    stored = load_subjects(connection, site_id, numbers)
    last = {each.order: each for each in stored.decisions if each.order in numbers}
    return [(number, last[order]) for order, number in numbers.items()], list(stored.locks)
