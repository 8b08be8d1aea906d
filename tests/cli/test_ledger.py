"""`prm ledger`: what it says of a ledger in order and of a broken one, and both forms of its export."""

import csv
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from tests.cli.command_runner import Prm, PrmHere
from tests.earnings.storage.histories import make_player, store_history
from tests.fixtures.registry import open_empty_registry


@pytest.fixture
def prm(tmp_path: Path) -> Prm:
    """An installation with one site that has a ledger."""
    prm = PrmHere(tmp_path)
    with open_empty_registry(prm.data_dir) as sessions:
        store_history(sessions)
    return prm


def test_a_ledger_in_order_is_verified_with_the_hash_of_its_end(prm: Prm) -> None:
    finished = prm.run("ledger", "verify")
    (verified,) = prm.ask("ledger", "verify", "--site", "Shop")
    assert finished.returncode == 0
    end = f"{verified['seq']} records are as they were stored, the last has the hash {verified['hash']}"
    assert finished.stdout == f"site 1: {end}\n"
    assert verified["broken"] is None


def test_a_broken_ledger_is_named_and_the_command_fails(prm: Prm) -> None:
    with closing(sqlite3.connect(prm.data_dir / "registry.sqlite")) as file, file:
        file.execute("drop trigger ledger_postings_update")
        file.execute("update ledger_postings set minor = minor + 1 where seq = (select max(seq) from ledger_postings)")
        (seq,) = file.execute("select max(seq) from ledger_postings").fetchone()
    finished = prm.run("ledger", "verify")
    assert finished.returncode == 1
    assert finished.stdout == f"site 1, record {seq}: its postings are not those of its content\n"


def test_an_export_has_a_line_for_each_posting_and_sums_to_zero(prm: Prm, tmp_path: Path) -> None:
    path = tmp_path / "ledger.csv"
    assert prm.run("ledger", "export", "--output", str(path)).returncode == 0
    with path.open(encoding="utf-8", newline="") as file:
        lines = list(csv.DictReader(file))
    transactions = make_player().transactions
    expected = [(each.key, str(posting.account), posting.minor) for each in transactions for posting in each.postings]
    assert [(line["key"], line["account"], int(line["minor"])) for line in lines] == expected
    assert sum(int(line["minor"]) for line in lines) == 0


def test_the_text_form_opens_each_account_before_its_first_entry(prm: Prm) -> None:
    text = prm.run("ledger", "export", "--format", "beancount").stdout
    opened: set[str] = set()
    for line in text.splitlines():
        if " open " in line:
            opened.add(line.split()[2])
        elif line.startswith("  ") and line[2].isupper():
            assert line.split()[0] in opened
    assert len(opened) == text.count(" open ")
