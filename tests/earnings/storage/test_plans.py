"""SQLite finds in an index what runs and pages ask of a ledger: it never walks through all records of a site."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from sqlalchemy import Connection, event

from database.sessions import Sessions, begin_read, open_sessions
from earnings.commissions.decision import Lock
from earnings.figures.balances import query_balances, query_site_accounts
from earnings.figures.commissions import query_commissions
from earnings.figures.queue import WAITING_ACCOUNTS, query_waiting
from earnings.payout_runs.stored import list_items, list_runs
from earnings.runs.history import load_part
from earnings.runs.programs import Programs
from earnings.storage import append_all, load_terms
from settings import RegistrySettings
from tests.earnings.storage.histories import store_history
from tests.fixtures.event_rows import at

PROGRAMS = Programs({}, "UTC")
NAMES = [f"order:{number}" for number in range(500)]
LOCKS = [Lock(name, 1, at("2026-01-01")) for name in NAMES[:100]]
# What else names the rows of these tables than their site and an end of its numbers.
WALKS = ("(site_id=?)", "(site_id=? AND seq<?)", "(site_id=? AND seq>?)", "SCAN ")
LARGE = ("ledger_records", "ledger_postings", "ledger_statements", "ledger_lines")
# Indexes of what waits, and of the end of a ledger.
FEW = ("ix_ledger_lines_waiting",)

QUESTIONS: dict[str, Callable[[Connection, int], Any]] = {
    "terms": load_terms,
    "a turn": lambda connection, site_id: load_part(connection, site_id, NAMES, NAMES, everything=False),
    "storing": lambda connection, site_id: append_all(connection, site_id, LOCKS),
    "payout runs": list_runs,
    "payout items": lambda connection, site_id: list_items(connection, site_id, None),
    "balances": query_balances,
    "accounts": query_site_accounts,
    "commissions of an owner": lambda connection, site_id: query_commissions(connection, site_id, PROGRAMS, "A", 9, 5),
    "commissions of an order": lambda connection, site_id: query_commissions(
        connection, site_id, PROGRAMS, None, 0, 5, "order:1"
    ),
    "queue": lambda connection, site_id: query_waiting(connection, site_id, PROGRAMS, WAITING_ACCOUNTS, 0, 5),
}


@pytest.fixture
def sessions(sqlite_registry: RegistrySettings) -> Iterator[Sessions]:
    """A registry with a ledger."""
    sessions = open_sessions(sqlite_registry)
    store_history(sessions)
    yield sessions
    sessions.kw["bind"].dispose()


@pytest.mark.parametrize("question", QUESTIONS)
def test_no_question_walks_through_a_ledger(sessions: Sessions, question: str) -> None:
    with begin_read(sessions) as session:
        connection = session.connection()
        asked = record_statements(connection, lambda: QUESTIONS[question](connection, 1))
        steps = [step for each in asked for step in explain(connection, *each)]
    assert asked
    assert [step for step in steps if is_walk(step)] == []


def record_statements(connection: Connection, ask: Callable[[], object]) -> list[tuple[str, Any]]:
    """What is selected meanwhile."""
    found: list[tuple[str, Any]] = []

    def note(_connection: Connection, _cursor: Any, statement: str, parameters: Any, *_: object) -> None:
        if statement.lstrip().lower().startswith("select"):
            found.append((statement, parameters))

    event.listen(connection, "before_cursor_execute", note)
    ask()
    event.remove(connection, "before_cursor_execute", note)
    return found


def explain(connection: Connection, statement: str, parameters: Any) -> list[str]:
    """The steps of its plan; one that ends at a limit over an order that an index has is none."""
    rows = connection.exec_driver_sql(f"explain query plan {statement}", parameters).all()
    steps = [str(row.detail) for row in rows]
    is_short = "LIMIT" in statement.upper() and not any("TEMP B-TREE FOR ORDER BY" in step for step in steps)
    return [] if is_short else steps


def is_walk(step: str) -> bool:
    """Whether it reads all records of a site."""
    is_large = any(f" {table} " in f"{step} " for table in LARGE)
    return is_large and not any(index in step for index in FEW) and any(walk in step for walk in WALKS)
