"""Verification names the first record that is not as it was stored, whoever changed it past the triggers."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import text

from database.sessions import Sessions, begin_read, open_sessions
from earnings.ledger.transaction import LedgerInvalid
from earnings.storage import find_head, load_stored
from earnings.storage.rows import list_sites
from earnings.storage.verification import Broken, Verified, verify_ledger
from settings import RegistrySettings
from tests.earnings.storage.histories import store_history

CHANGES = {
    "update ledger_records set content = replace(content, '12345', '12346') where key = 'decision/o1/1'": "its hash",
    "update ledger_records set content = '{' where key = 'decision/o1/1'": "its hash",
    "update ledger_records set hash = 'f' || substr(hash, 2) where key = 'decision/o1/1'": "its hash",
    "update ledger_records set customer = 'c9' where key = 'decision/o1/1'": "its hash",
    "update ledger_records set stored_at = '2026-01-01 00:00:00' where key = 'decision/o1/1'": "its hash",
    "update ledger_records set kind = 'lock' where key = 'decision/o1/1'": "its hash",
    "update ledger_records set kind = 'x' where key = 'decision/o1/1'": "cannot be read",
    "delete from ledger_records where key = 'decision/o1/1'": "the record is missing",
    "update ledger_postings set minor = minor + 1 where seq = :seq and number = 1": "its postings are not",
    "update ledger_postings set owner = 'C' where seq = :seq and number = 2": "its postings are not",
    "delete from ledger_postings where seq = :seq and number = 1": "its postings are not",
    "update ledger_statements set hash = '' where seq = :seq": "its entries in the statements",
    "update ledger_statements set number = number + 100 where seq = :seq": "its entries in the statements",
    "delete from ledger_statements where seq = :seq": "its entries in the statements",
}

ADDITION = (
    "insert into ledger_postings (site_id, seq, number, account, owner, currency, minor, subject, line_id)"
    " select site_id, :seq, number, account, owner, currency, minor, subject, line_id from ledger_postings"
    " where seq = (select min(seq) from ledger_postings)"
)


@pytest.fixture
def site_id(registry_sessions: Sessions) -> int:
    """A site with a ledger."""
    return store_history(registry_sessions)


def verify(sessions: Sessions, site_id: int) -> Verified:
    """What is found in a transaction that only reads."""
    with begin_read(sessions) as session:
        return verify_ledger(session.connection(), site_id)


def test_what_was_stored_is_in_order(registry_sessions: Sessions, site_id: int) -> None:
    with begin_read(registry_sessions) as session:
        head = find_head(session.connection(), site_id)
    assert head.seq > 10
    assert verify(registry_sessions, site_id) == Verified(site_id, head, None)


@pytest.mark.parametrize("change", CHANGES)
def test_a_change_past_the_triggers_is_named(registry_sessions: Sessions, site_id: int, change: str) -> None:
    seq = find_seq(registry_sessions, "decision/o1/1" if "decision/o1/1" in change else "transaction/direct%")
    change_past_triggers(registry_sessions, change, seq)
    broken = verify(registry_sessions, site_id).broken
    assert broken is not None
    assert (broken.site_id, broken.seq) == (site_id, seq)
    assert CHANGES[change] in broken.problem


def test_a_row_that_was_added_behind_the_end_is_named(registry_sessions: Sessions, site_id: int) -> None:
    end = verify(registry_sessions, site_id).head.seq
    change_past_triggers(registry_sessions, ADDITION, end + 1)
    assert verify(registry_sessions, site_id).broken == Broken(site_id, end + 1, "the record is missing")


@pytest.mark.parametrize(
    "change",
    [
        "update ledger_balances set minor = minor + 1 where owner = 'A'",
        "delete from ledger_balances where owner = ''",
        "update ledger_lines set pending = pending + 1",
        "update ledger_lines set seq = seq + 1",
        "update ledger_lines set owner = 'somebody'",
        "update ledger_lines set subject = 'order:of another'",
        "update ledger_lines set currency = 'XTS'",
        "delete from ledger_lines",
        "update ledger_moments set minor = minor + 1",
        "delete from ledger_moments",
    ],
)
def test_a_sum_that_is_not_that_of_the_postings_is_named(
    registry_sessions: Sessions, site_id: int, change: str
) -> None:
    change_past_triggers(registry_sessions, change, 0)
    found = verify(registry_sessions, site_id)
    assert found.broken is not None
    assert found.broken.seq == found.head.seq
    assert "of its postings" in found.broken.problem


def test_a_site_whose_records_are_gone_is_still_verified(registry_sessions: Sessions, site_id: int) -> None:
    change_past_triggers(registry_sessions, "delete from ledger_records", 0)
    with begin_read(registry_sessions) as session:
        assert list_sites(session.connection()) == [site_id]
    assert verify(registry_sessions, site_id).broken == Broken(site_id, 1, "the record is missing")


def test_loading_what_cannot_be_parsed_says_how_to_verify(registry_sessions: Sessions, site_id: int) -> None:
    change_past_triggers(registry_sessions, "update ledger_records set content = '[1]' where kind = 'lock'", 0)
    with begin_read(registry_sessions) as session, pytest.raises(LedgerInvalid, match="prm ledger verify"):
        load_stored(session.connection(), site_id)


@pytest.mark.parametrize("byte", [b"8", b"\xff"])
def test_a_byte_that_was_changed_in_the_file_is_named(
    tmp_path: Path, byte: bytes, sqlite_registry: RegistrySettings
) -> None:
    sessions = open_sessions(sqlite_registry)
    site_id = store_history(sessions)
    sessions.kw["bind"].dispose()
    path = sqlite_registry.data_dir / "registry.sqlite"
    with closing(sqlite3.connect(path)) as file:
        file.execute("pragma wal_checkpoint(truncate)")
        (seq,) = file.execute("select seq from ledger_records where key = 'decision/o1/1'").fetchone()
    content, said = path.read_bytes(), b'"amount_minor":12345'
    place = content.index(said) + len(said) - 1
    path.write_bytes(content[:place] + byte + content[place + 1 :])
    broken = verify(open_sessions(sqlite_registry), site_id).broken
    assert broken is not None
    assert (broken.site_id, broken.seq) == (site_id, seq)


def find_seq(sessions: Sessions, key: str) -> int:
    """The number of the first record with such a key."""
    with begin_read(sessions) as session:
        found: int = session.execute(
            text("select min(seq) from ledger_records where key like :key"), {"key": key}
        ).scalar_one()
        return found


def change_past_triggers(sessions: Sessions, change: str, seq: int) -> None:
    """As somebody does who owns the file, or the server."""
    engine = sessions.kw["bind"]
    if engine.dialect.name == "postgresql":
        with engine.begin() as connection:
            connection.execute(text("set local session_replication_role = replica"))
            connection.execute(text(change), {"seq": seq} if ":seq" in change else {})
        return
    with closing(sqlite3.connect(engine.url.database)) as file, file:
        for (name,) in file.execute("select name from sqlite_master where type = 'trigger'").fetchall():
            file.execute(f"drop trigger {name}")
        file.execute(change, {"seq": seq})
