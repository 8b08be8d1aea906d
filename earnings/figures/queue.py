"""Conversions whose money waits, held or pending; and what people said of conversions."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import msgspec
from sqlalchemy import Connection, func, literal, select

from earnings.commissions.decision import Decision, Lock
from earnings.ledger.accounts import Account
from earnings.runs.history import load_subjects
from earnings.runs.orders import parse_order
from earnings.runs.programs import Programs
from registry.models import IS_WAITING, LedgerLine
from warehouse.interface import Value, Warehouse
from warehouse.sql_files import read_statement

_PACKAGE = "earnings.figures"
WAITING_ACCOUNTS = (Account.PENDING, Account.HELD)
# Lines of periods wait for the period's end, not for a person.
_OF_PERIODS = ("bonus:%", "true_up:%", "adjustment:%")


@dataclass(frozen=True, slots=True)
class Waiting:
    """``number``: of the first posting of its lines that wait, by which pages follow each other; in minor units."""

    number: int
    decision: Decision
    pending: int
    held: int
    due_at: datetime | None


class Spoken(msgspec.Struct, frozen=True, gc=False):
    """What a person said last of a conversion."""

    event_id: str
    order_id: str
    type: str
    amount_minor: int | None
    currency: str
    at_ms: int
    decision: str
    is_approval: bool
    decided_by: str
    why: str


def query_waiting(
    connection: Connection,
    site_id: int,
    programs: Programs,
    accounts: Collection[Account],
    before: int,
    row_count: int,
) -> tuple[list[Waiting], list[Lock]]:
    """Those first posted before this transaction, 0 for all, the newest first; with the locks of their decisions."""
    first, pending, held = (func.min(LedgerLine.seq), func.sum(LedgerLine.pending), func.sum(LedgerLine.held))
    sums = {Account.PENDING: pending, Account.HELD: held}
    subjects = (
        select(LedgerLine.subject, first, pending, held)
        .where(LedgerLine.site_id == site_id, IS_WAITING, *(LedgerLine.subject.not_like(each) for each in _OF_PERIODS))
        .group_by(LedgerLine.subject)
        .having(sum((sums[account] for account in accounts), literal(0)) != 0)
        .order_by(first.desc())
        .limit(row_count)
    )
    if before:
        subjects = subjects.having(first < before)
    rows = [row for row in connection.execute(subjects) if parse_order(row[0])]
    stored = load_subjects(connection, site_id, [row[0] for row in rows])
    decisions = {each.order: each for each in stored.decisions}
    holds = {terms.version: terms.hold_days for terms in programs.list_all()}
    found = [
        Waiting(int(number), decisions[order], int(waits), int(lies_held), _find_due(decisions[order], holds))
        for order, number, waits, lies_held in rows
        if order in decisions
    ]
    return found, list(stored.locks)


def query_last_words(warehouse: Warehouse, site_id: int, event_ids: Sequence[str], row_count: int) -> list[Spoken]:
    """Of these conversions, of all where none is named; the newest first."""
    parameters: dict[str, Value] = {"site_id": site_id, "conversion_ids": event_ids, "row_count": row_count}
    return warehouse.query(read_statement(_PACKAGE, "last_words"), parameters).parse(Spoken)


def _find_due(decision: Decision, holds: Mapping[int, int]) -> datetime | None:
    days = holds.get(decision.terms_version)
    return None if days is None else decision.conversion.at + timedelta(days=days)
