"""A dry run counts as an import would."""

import io
from pathlib import Path
from typing import Any

import pytest

from cli.backfill import parse_moment
from cli.preview import Preview
from events.ids import make_event_id
from tests.fixtures.event_rows import at, make_event, store_events
from transfer.backfill import make_events
from transfer.event_files import read_rows
from warehouse.interface import Warehouse

HEAD = "event_id,type,timestamp,order_id,amount,currency,customer_id,visitor_id\n"
AT = "2026-03-01T12:00:00Z"
IDS = [make_event_id(1772366400000 + n, bytes(10)) for n in range(4)]


def judge(warehouse: Warehouse | None, text: str, batch_rows: int) -> tuple[int, int, list[tuple[int, str, str]]]:
    preview = Preview(1, b"secret", warehouse)
    rows = list(read_rows(io.BytesIO((HEAD + text).encode()), "csv"))
    rejected: list[Any] = []
    for first in range(0, len(rows), batch_rows):
        good, refused = make_events(rows[first : first + batch_rows], parse_moment, "dry-run", b"secret")
        rejected += [*refused, *preview.judge(good)]
    return preview.accepted, preview.duplicates, [(each.line, each.field, each.reason) for each in rejected]


TEXT = "".join(
    f"{row}\n"
    for row in (
        f",sale,{AT},A-1,100,EUR,,",  # stored already by an import with the same name
        f",sale,{AT},A-2,100,EUR,,",  # new
        f",sale,{AT},A-2,100,EUR,,",  # the same order in the file
        f",sale,{AT},A-2,100,EUR,c1,",  # which also names the customer, so it counts
        f"{IDS[0]},click,{AT},,,,,v",
        f"{IDS[0]},click,{AT},,,,,v",  # the same id
        f",sale,{AT},A-3,1.5,EUR,,",
        ",sale,soon,A-4,1,EUR,,",
    )
)


@pytest.mark.parametrize("batch_rows", [1, 3, 100])
def test_duplicates_are_found_as_ingest_finds_them(warehouse: Warehouse, batch_rows: int) -> None:
    stored = make_event(1, at("2026-03-01"), type="sale", order_id="A-1", amount_minor=100, currency="EUR")
    store_events(warehouse, [stored])
    accepted, duplicates, rejected = judge(warehouse, TEXT, batch_rows)
    assert (accepted, duplicates) == (3, 3)
    assert sorted(rejected) == [
        (8, "amount", "not_an_integer"), (9, "timestamp", "not_a_timestamp"),
    ]  # fmt: skip


def test_without_a_warehouse_only_the_file_is_compared() -> None:
    assert judge(None, TEXT, 100)[:2] == (4, 2)


def test_it_reads_nothing_but_the_file(tmp_path: Path) -> None:
    assert judge(None, "", 100) == (0, 0, [])
