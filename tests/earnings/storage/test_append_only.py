"""Both databases refuse to change the ledger, to leave a gap in it, and to store what does not balance."""

from collections.abc import Iterator

import pytest
from sqlalchemy import Connection, text
from sqlalchemy.exc import DBAPIError, IntegrityError

from database.engine import WRITES
from database.sessions import Sessions, open_sessions
from settings import RegistrySettings
from tests.earnings.storage.histories import store_history

TABLES = ("ledger_records", "ledger_postings", "ledger_statements")
RECORD = (
    "insert into ledger_records (site_id, seq, kind, key, subject, customer, content, stored_at, hash)"
    " values (:site_id, :seq, 'lock', :key, '', '', '{}', '2026-01-01 00:00:00', '')"
)
POSTING = (
    "insert into ledger_postings (site_id, seq, number, account, owner, currency, minor, subject, line_id)"
    " values (:site_id, :seq, :number, 'cash', '', :currency, :minor, '', '')"
)
STATEMENT = (
    "insert into ledger_statements (site_id, owner, number, seq, hash) values (:site_id, :owner, :number, :seq, '')"
)

REPLACEMENTS = {
    "insert or replace into ledger_records (site_id, seq, kind, key, subject, customer, content, stored_at, hash)"
    " select site_id, seq, kind, key, subject, customer, '{}', stored_at, hash from ledger_records": "does not follow",
    "insert or replace into ledger_records (site_id, seq, kind, key, subject, customer, content, stored_at, hash)"
    " select site_id, (select max(seq) + 1 from ledger_records), kind, key, subject, customer, '{}', stored_at, hash"
    " from ledger_records": "the key is taken",
    "insert or replace into ledger_postings (site_id, seq, number, account, owner, currency, minor, subject, line_id)"
    " select site_id, seq, number, account, owner, currency, 0, subject, line_id from ledger_postings": "already",
    "insert or replace into ledger_statements (site_id, owner, number, seq, hash)"
    " select site_id, owner, number, seq, '' from ledger_statements": "already",
}


@pytest.fixture
def site_id(registry_sessions: Sessions) -> int:
    """A site with a ledger."""
    return store_history(registry_sessions)


@pytest.fixture
def connection(registry_sessions: Sessions, site_id: int) -> Iterator[Connection]:
    """A transaction of somebody who types SQL."""
    with registry_sessions.kw["bind"].connect().execution_options(**WRITES) as opened:
        yield opened


@pytest.mark.parametrize("table", TABLES)
def test_nothing_is_changed_or_deleted(connection: Connection, table: str) -> None:
    statements = ["update {} set seq = seq", "delete from {}", "delete from {} where seq > 0"]
    if connection.dialect.name == "postgresql":
        statements.append("truncate {} cascade")
    for statement in statements:
        with pytest.raises(DBAPIError, match=f"{table} is append-only"), connection.begin_nested():
            connection.execute(text(statement.format(table)))


@pytest.mark.parametrize("statement", REPLACEMENTS)
def test_replacing_a_row_in_sqlite_is_no_way_around(sqlite_registry: RegistrySettings, statement: str) -> None:
    sessions = open_sessions(sqlite_registry)
    store_history(sessions)
    with sessions.kw["bind"].begin() as connection, pytest.raises(IntegrityError, match=REPLACEMENTS[statement]):
        connection.execute(text(statement))
    sessions.kw["bind"].dispose()


@pytest.mark.parametrize("step", [0, 2])
def test_a_number_follows_the_last_one(connection: Connection, site_id: int, step: int) -> None:
    end = connection.execute(text("select max(seq) from ledger_records")).scalar_one()
    with pytest.raises(DBAPIError, match="seq does not follow the last one"):
        connection.execute(text(RECORD), {"site_id": site_id, "seq": end + step, "key": "new"})


def test_a_key_is_there_once(connection: Connection, site_id: int) -> None:
    row = connection.execute(text("select max(seq) as last, min(key) as key from ledger_records")).one()
    with pytest.raises(DBAPIError, match="key"):
        connection.execute(text(RECORD), {"site_id": site_id, "seq": row.last + 1, "key": row.key})


def test_postings_must_sum_to_zero_in_each_currency(connection: Connection, site_id: int) -> None:
    seq = connection.execute(text("select max(seq) from ledger_records")).scalar_one() + 1
    for number, (currency, minor) in enumerate([("EUR", 100), ("PLN", -100)], 1):
        given = {"site_id": site_id, "seq": seq, "number": number, "currency": currency, "minor": minor}
        connection.execute(text(POSTING), given)
    with pytest.raises(DBAPIError, match="do not sum to zero"):
        connection.execute(text(RECORD), {"site_id": site_id, "seq": seq, "key": "new"})


def test_nothing_is_added_to_a_stored_record(connection: Connection, site_id: int) -> None:
    given = {"site_id": site_id, "seq": 1, "number": 99, "currency": "EUR", "minor": 100, "owner": "A"}
    with pytest.raises(DBAPIError, match="the record is stored already"), connection.begin_nested():
        connection.execute(text(POSTING), given)
    with pytest.raises(DBAPIError, match="the record is stored already"):
        connection.execute(text(STATEMENT), given)


def test_a_statement_has_no_gap(connection: Connection, site_id: int) -> None:
    seq = connection.execute(text("select max(seq) from ledger_records")).scalar_one() + 1
    with pytest.raises(DBAPIError, match="number does not follow the last one"):
        connection.execute(text(STATEMENT), {"site_id": site_id, "owner": "A", "number": 99, "seq": seq})


def test_postings_without_a_record_are_not_committed(connection: Connection, site_id: int) -> None:
    seq = connection.execute(text("select max(seq) from ledger_records")).scalar_one() + 1
    given = {"site_id": site_id, "seq": seq, "number": 1, "currency": "EUR", "minor": 100}
    connection.execute(text(POSTING), given)
    with pytest.raises(IntegrityError, match=r"(?i)foreign key"):
        connection.commit()
