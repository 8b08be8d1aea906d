"""After `prm erase` no file of the data directory contains what was erased."""

import json
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import httpx2
import pytest
from redis import Redis

from ingest.dead_letters.letter import DeadLetter
from ingest.dead_letters.stream import append_dead_letters
from settings.data_directory import damaged_redis_files, embedded_redis_socket, warehouse_socket
from tests.fixtures.plain_http import NO_TLS
from tests.fixtures.running import RunningPrm, run_prm
from warehouse.clickhouse.shared_client import SharedWarehouse

EMAIL, VISITOR, CUSTOMER, ADDRESS = "anna.miller@shop.example", "visitor-of-anna-1", "customer-anna-77", "203.0.113.77"
TRACES = tuple(each.encode() for each in (EMAIL, EMAIL.replace("@", "%40"), VISITOR, CUSTOMER, ADDRESS))
AGENT = "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36"
# A roll-up holds hashes of visitors, which the driver does not read.
_TABLES = (
    "select name from system.tables"
    " where database = currentDatabase() and engine like '%MergeTree' and not startsWith(name, 'rollup_')"
)


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[RunningPrm, str]]:
    """An installation with Anna's and others' events, judged, settled, a dead letter, and files put aside."""
    with run_prm(tmp_path_factory.mktemp("prm") / "data", "--workers", "1") as prm:
        key = str(prm.create_site()["secret_key"])
        who = {"visitor_id": VISITOR, "ip": ADDRESS, "user_agent": AGENT}
        money = {"order_id": "order-1", "amount": 900, "currency": "EUR"}
        others = [
            {"type": "click", "visitor_id": f"other-{n}", "ref": "alice", "ip": "198.51.100.7"} for n in range(50)
        ]
        pages = {"url": f"https://shop.example/{EMAIL}", "referrer": f"https://m.example/{EMAIL.replace('@', '%40')}"}
        prm.send(key, [{"type": "click", "ref": "alice", **pages, **who}, *others])
        prm.send(key, [{"type": "sale", "email": EMAIL, "customer_id": CUSTOMER, **money, **who}])
        prm.send(key, [{"type": "sale", "email": EMAIL, "customer_id": CUSTOMER, **money, **who}])
        prm.send(key, [{"type": "pageview", "visitor_id": "other-0", "properties": {"note": EMAIL}, "ip": ADDRESS}])
        prm.wait_until_settled(key)
        make_friend(prm, CUSTOMER)
        prm.prm("fraud", "rescore", "--site", "1")
        assert prm.prm("paths", "rebuild") == "site 1: months settled: 1\n"
        with connect(prm) as redis:
            letter = DeadLetter(b"1-1", "no event", f'["{VISITOR}", "{EMAIL}"]'.encode(), 1)
            append_dead_letters(redis, 0, [letter])
        damaged_redis_files(prm.data_dir).mkdir(exist_ok=True)
        (damaged_redis_files(prm.data_dir) / "20261129T031611.000000.appendonly.aof").write_text(ADDRESS)
        yield prm, key


def make_friend(prm: RunningPrm, customer_id: str) -> None:
    """The customer refers others; his address stands in the registry too."""
    prm.prm("program", "update", "1", "--site", "1", "--friends")
    key = json.loads(prm.prm("key", "create", "--site", "1", "--scope", "friends", "--json"))["secret_key"]
    given = {"customer_id": customer_id, "name": "Anna", "email": EMAIL}
    headers = {"Authorization": f"Bearer {key}"}
    answer = httpx2.post(f"{prm.console_url}/api/v1/friends", json=given, headers=headers, timeout=60, verify=NO_TLS)
    assert answer.status_code == 200, answer.text


def connect(prm: RunningPrm) -> Redis:
    """The embedded Redis."""
    return Redis.from_url(f"unix://{embedded_redis_socket(prm.data_dir).resolve()}")


def search_files(directory: Path) -> dict[bytes, set[str]]:
    """The files that contain each trace as it stands."""
    files = [path for path in directory.rglob("*") if path.is_file()]
    contents = {str(path.relative_to(directory)): path.read_bytes() for path in files}
    return {trace: {name for name, content in contents.items() if trace in content} for trace in TRACES}


def search_tables(prm: RunningPrm) -> set[str]:
    """The tables a row of which contains a trace, whatever the form in which they are stored."""
    with closing(SharedWarehouse(warehouse_socket(prm.data_dir))) as warehouse:
        names = [str(name) for name in warehouse.query(_TABLES).columns[0]]
        every = "select * from {table:Identifier}"
        rows = {name: str(warehouse.query(every, {"table": name}).columns).encode() for name in names}
    return {name for name, content in rows.items() if any(trace in content for trace in TRACES)}


def test_a_person_erased_by_an_address_is_in_no_file(running: tuple[RunningPrm, str]) -> None:
    prm, key = running
    before = search_files(prm.data_dir)
    assert all(before.values()), "the search finds what is there"
    found = {"events", "conversion_reports", "standing_conversions", "conversion_facts", "duplicates"}
    assert search_tables(prm) >= found | {"identities", "visitor_identities", "people"}
    removed: dict[str, Any] = json.loads(prm.prm("erase", "--email", EMAIL, "--yes", "--json"))
    assert (removed["events"], removed["dead letters"], removed["damaged files"]) == (3, 1, 1)
    assert removed["partners"] == 1
    assert "replaced parts still on the disk" not in removed
    assert search_files(prm.data_dir) == {trace: set() for trace in TRACES}
    assert search_tables(prm) == set()
    assert prm.ask("/api/v1/freshness", key)["lag_events"] == 0


@pytest.mark.parametrize(("kind", "value"), [("visitor", "visitor-of-berta-2"), ("customer", "customer-cecil-3")])
def test_a_person_erased_by_the_console_is_in_no_file(kind: str, value: str, running: tuple[RunningPrm, str]) -> None:
    prm, key = running
    visitor = value if kind == "visitor" else "visitor-of-cecil"
    named = {"customer_id": value} if kind == "customer" else {}
    prm.send(key, [{"type": "click", "ref": "alice", "visitor_id": visitor, **named}])
    prm.wait_until_settled(key)
    if kind == "customer":
        make_friend(prm, value)
    admin = prm.create_admin_key()
    asked = {"kind": kind, "value": value}
    headers = {"Authorization": f"Bearer {admin}"}
    calls = f"{prm.console_url}/api/v1/erasures"
    found = httpx2.post(f"{calls}/preview", json=asked, headers=headers, timeout=60, verify=NO_TLS).json()
    assert (found["events"], found["visitors"]) == (1, 1)
    assert httpx2.post(calls, json=asked, headers=headers, timeout=60, verify=NO_TLS).status_code == 201
    deadline = time.monotonic() + 120
    while (row := prm.ask("/api/v1/erasures", admin)["rows"][0])["state"] in ("waiting", "running"):
        assert time.monotonic() < deadline
        time.sleep(0.2)
    assert (row["state"], row["problem"], row["removed"]["events"]) == ("done", "", 1)
    assert row["removed"].get("partners", 0) == (kind == "customer")
    deadline = time.monotonic() + 60
    while any(value.encode() in path.read_bytes() for path in prm.data_dir.rglob("*") if path.is_file()):
        assert time.monotonic() < deadline
        time.sleep(0.2)
