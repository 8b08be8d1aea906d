"""Event files are read in three formats to the same rows; a damaged row is reported with its line."""

import csv
import io
import json
from collections.abc import Mapping
from pathlib import Path
from uuid import UUID

import pytest

from cli.backfill import parse_moment
from settings.csv_cells import guard_cell
from tests.fixtures.event_rows import at, make_event, store_events
from transfer.backfill import make_event as make_backfill_event
from transfer.errors import TransferFailed
from transfer.event_export import WRITERS, query_pages
from transfer.event_files import Row, choose_format, read_rows
from warehouse.interface import Value, Warehouse

PERIOD: Mapping[str, Value] = {"site_id": 1, "from_ms": 0, "to_ms": 4_000_000_000_000}


def read(text: bytes, file_format: str) -> list[Row]:
    """The rows of such a file."""
    return list(read_rows(io.BytesIO(text), file_format))


def test_cells_of_csv_become_fields_and_empty_ones_are_left_out() -> None:
    head, sale = b"\xef\xbb\xbftype,timestamp,amount,properties,ref", b'sale,1772366400000,-5,"{""a"": ""b""}",'
    text = b"\r\n".join((head, sale, b"", b'click,2026-03-01,,,"a\nb"', b""))
    assert read(text, "csv") == [
        Row(2, {"type": "sale", "timestamp": 1772366400000, "amount": -5, "properties": {"a": "b"}}),
        Row(5, {"type": "click", "timestamp": 1772323200000, "ref": "a\nb"}),
    ]


@pytest.mark.parametrize(
    ("text", "file_format", "line", "problem"),
    [
        (b'{"type": "click"}\nnot json\n', "ndjson", 2, "not JSON"),
        (b"[1]\n", "ndjson", 1, "not a JSON object"),
        (b"type,ref\nclick\n", "csv", 2, "1 cells under 2 names"),
        (b"type,ref\nclick,a\nclick,\xff\n", "csv", 3, "not UTF-8"),
    ],
)
def test_a_damaged_row_is_reported_with_its_line(text: bytes, file_format: str, line: int, problem: str) -> None:
    row = read(text, file_format)[-1]
    assert row.number == line
    assert row.problem.startswith(problem)


def test_one_damaged_line_damages_no_other() -> None:
    rows = read(b"type,ref\nclick,\xff\nclick,b\n", "csv")
    assert [bool(row.problem) for row in rows] == [True, False]


def test_the_format_follows_from_the_file_name_unless_it_is_given() -> None:
    assert choose_format(Path("a.CSV"), None) == "csv"
    assert choose_format(Path("a.tsv"), None) == "csv"
    assert choose_format(Path("a.txt"), "ndjson") == "ndjson"
    with pytest.raises(TransferFailed, match=r"format of a\.xlsx is unknown"):
        choose_format(Path("a.xlsx"), None)


def test_a_row_without_an_id_gets_one_from_its_content_and_line() -> None:
    row = Row(7, {"type": "click", "timestamp": "2026-03-01T00:00:00Z"})

    def make(made: Row) -> tuple[dict[str, object], str, str]:
        return make_backfill_event(made, parse_moment, "march.csv", b"key")

    ids = {make(each)[0]["event_id"] for each in (row, row, Row(8, row.fields))}
    assert len(ids) == 2
    assert all(UUID(str(each)).version == 7 for each in ids)
    assert make(Row(1, {**row.fields, "event_id": "own"}))[0]["event_id"] == "own"
    assert make(Row(1, {"type": "click"}))[1:] == ("timestamp", "missing")
    assert make(Row(1, {"timestamp": "soon"}))[1:] == (
        "timestamp",
        "not_a_timestamp",
    )


def test_a_row_is_of_the_import_that_sends_it_so_that_it_can_be_taken_back() -> None:
    fields = {"type": "click", "timestamp": "2026-03-01T00:00:00Z"}
    named = [{}, {"import_id": ""}, {"import_id": "crm"}]
    events = [make_backfill_event(Row(1, fields | each), parse_moment, "imp_1", b"")[0] for each in named]
    assert [event["import_id"] for event in events] == ["imp_1", "imp_1", "imp_1"]


def test_pages_of_any_size_give_every_event_once_and_in_order(warehouse: Warehouse) -> None:
    # Equal visitors at equal moments: only their ids differ.
    events = [
        make_event(n, at("2026-03-01", seconds=n // 4), visitor_id=f"v{n % 2}" if n % 3 else "") for n in range(40)
    ]
    store_events(warehouse, [*events, make_event(90, at("2026-03-01"), site_id=2)])
    whole = [row for page in query_pages(warehouse, PERIOD) for row in page.dicts()]
    assert len(whole) == 40
    for page_rows in (1, 7, 40):
        assert [row for page in query_pages(warehouse, PERIOD, page_rows) for row in page.dicts()] == whole


@pytest.mark.parametrize("file_format", ["csv", "ndjson", "parquet"])
def test_an_export_is_read_back_as_what_was_sent(warehouse: Warehouse, tmp_path: Path, file_format: str) -> None:
    sale = make_event(
        1, at("2026-03-01T10:00:00.123"), type="sale", order_id='o"1, ü', amount_minor=1000, currency="EUR",
        properties={"a": "b\n"}, channel="direct",
    )  # fmt: skip
    store_events(warehouse, [sale, make_event(2, at("2026-03-02"), ref="alice", visitor_id="v")])
    file = tmp_path / "events"
    with WRITERS[file_format](file) as write:
        for page in query_pages(warehouse, PERIOD, 1):
            write(page)
    with file.open("rb") as stream:
        first, second = (row.fields for row in read_rows(stream, file_format))
    assert {name: first[name] for name in ("type", "timestamp", "order_id", "amount", "properties")} == {
        "type": "sale",
        "timestamp": 1772359200123,
        "order_id": 'o"1, ü',
        "amount": 1000,
        "properties": {"a": "b\n"},
    }
    assert (second["ref"], "amount" in second, "channel" in first) == ("alice", False, False)
    assert json.dumps(first)


@pytest.mark.parametrize("text", ["=1+1", "+49 30", "-5", "@sum", "'=1", "a;=1", "＝1"])
def test_a_text_that_begins_with_a_sign_is_no_formula_in_an_export_and_is_sent_again_as_it_was(
    warehouse: Warehouse, tmp_path: Path, text: str
) -> None:
    sale = {"type": "sale", "order_id": text, "ref": text, "visitor_id": text, "properties": {text: text}}
    store_events(warehouse, [make_event(1, at("2026-03-01"), amount_minor=1000, currency="EUR", **sale)])
    file = tmp_path / "events.csv"
    with WRITERS["csv"](file) as write:
        for page in query_pages(warehouse, PERIOD):
            write(page)
    with file.open(encoding="utf-8", newline="") as stream:
        [cells] = csv.DictReader(stream)
    assert [cells[name] for name in ("order_id", "ref", "visitor_id")] == [guard_cell(text)] * 3
    with file.open("rb") as stream:
        [row] = read_rows(stream, "csv")
    sent = make_backfill_event(row, parse_moment, "imp_1", b"")[0]
    assert {name: sent[name] for name in sale} == sale
