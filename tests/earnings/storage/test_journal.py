"""What is appended is loaded as it was, once, in its order; a key with other content is refused."""

import re
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy.orm import Session

import earnings
from database.sessions import Sessions, begin_change
from earnings.commissions.plan import Stored
from earnings.ledger.transaction import LedgerInvalid
from earnings.storage import Head, LedgerMoved, append, find_head, find_statement_head, load_stored
from earnings.storage import append_all as append_many
from earnings.storage.verification import verify_ledger
from registry.sites import create_site
from tests.earnings.storage.histories import append_all, list_records, make_player
from tests.earnings.stories import day


def test_what_is_appended_is_loaded_as_it_was(registry_session: Session) -> None:
    site_id, player = create_site(registry_session, "Shop", ["shop.example"]).id, make_player()
    records = list_records(player)
    assert append_all(registry_session, site_id, records).seq == len(records)
    loaded = load_stored(registry_session.connection(), site_id)
    assert loaded.head == find_head(registry_session.connection(), site_id)
    kept = Stored(loaded.decisions, loaded.locks, loaded.period_locks, loaded.transactions)
    assert kept == Stored(
        tuple(player.decisions), tuple(player.locks), tuple(player.period_locks), tuple(player.transactions)
    )
    assert all((player.decisions, player.locks, player.period_locks, player.transactions))


def test_the_same_item_again_changes_nothing(registry_session: Session) -> None:
    site_id, records = create_site(registry_session, "Shop", ["shop.example"]).id, list_records(make_player())
    head = append_all(registry_session, site_id, records)
    assert append_all(registry_session, site_id, records) == head


def test_many_at_once_are_stored_as_one_after_the_other(registry_session: Session) -> None:
    sites = [create_site(registry_session, name, [f"{name}.example"]).id for name in ("shop", "rival")]
    connection, records = registry_session.connection(), list_records(make_player())
    append_all(registry_session, sites[0], records)
    head = append_many(connection, sites[1], records[:5], now=day(200))
    assert append_many(connection, sites[1], [*records, records[-1]], head, day(200)).seq == len(records)
    one, other = (load_stored(connection, site_id) for site_id in sites)
    assert (one.decisions, one.locks, one.transactions) == (other.decisions, other.locks, other.transactions)
    assert find_statement_head(connection, sites[0], "A") == find_statement_head(connection, sites[1], "A")
    assert verify_ledger(connection, sites[1]).broken is None


def test_of_several_one_that_is_refused_leaves_none(registry_session: Session) -> None:
    site_id, records = create_site(registry_session, "Shop", ["shop.example"]).id, list_records(make_player())
    player, connection = make_player(), registry_session.connection()
    with pytest.raises(LedgerInvalid, match="is stored with other content"):
        append_many(connection, site_id, [*records, replace(player.decisions[0], base_minor=1)])
    assert find_head(connection, site_id) == Head()


def test_a_known_key_with_other_content_is_refused(registry_session: Session) -> None:
    site_id, player = create_site(registry_session, "Shop", ["shop.example"]).id, make_player()
    append_all(registry_session, site_id, list_records(player))
    for item in (
        replace(player.decisions[0], base_minor=1),
        replace(player.locks[0], at=day(1)),
        replace(player.period_locks[0], amount_minor=1),
        replace(player.transactions[0], at=day(1)),
    ):
        with pytest.raises(LedgerInvalid, match="is stored with other content"):
            append(registry_session.connection(), site_id, item)


def test_what_was_planned_from_an_older_ledger_is_refused(registry_sessions: Sessions) -> None:
    records = list_records(make_player())
    with begin_change(registry_sessions) as session:
        site_id = create_site(session, "Shop", ["shop.example"]).id
    with begin_change(registry_sessions) as session:
        append_all(session, site_id, records[:2])
    with begin_change(registry_sessions) as session, pytest.raises(LedgerMoved, match="is at 2, no longer at 0"):
        append(session.connection(), site_id, records[2], Head())


def test_each_site_and_each_owner_has_a_chain_of_its_own(registry_session: Session) -> None:
    sites = [create_site(registry_session, name, [f"{name}.example"]).id for name in ("shop", "rival")]
    records = list_records(make_player())
    heads = [append_all(registry_session, site_id, records) for site_id in sites]
    assert heads[0].seq == heads[1].seq
    assert heads[0].hash != heads[1].hash
    ends = {owner: find_statement_head(registry_session.connection(), sites[0], owner) for owner in ("A", "B", "C")}
    assert ends["A"].seq > 0 < ends["B"].seq
    assert ends["A"].hash != ends["B"].hash
    assert ends["C"] == Head()


def test_nothing_else_in_the_product_writes_the_ledger() -> None:
    parts = "(records|postings|statements)"
    assert find_writers(rf"insert\(Ledger|Ledger(Record|Posting|Statement)\(|into ledger_{parts}") == [
        "earnings/storage/journal.py",
        "registry/ledger_models.py",
    ]


def test_only_triggers_write_the_sums_of_postings() -> None:
    assert find_writers(r"Ledger(Balance|Line|Moment)\(|into ledger_(balances|lines|moments)") == [
        "registry/ledger_models.py",
        "registry/migrations/ledger_sums.py",
    ]


def find_writers(pattern: str) -> list[str]:
    """The files of the product in which the pattern is found."""
    root = Path(earnings.__file__).parent.parent
    packages = [path.parent for path in root.glob("*/__init__.py") if path.parent.name != "tests"]
    writing = re.compile(pattern)
    found = [path for package in packages for path in package.rglob("*.py") if writing.search(path.read_text("utf-8"))]
    return sorted(str(path.relative_to(root)) for path in found)
