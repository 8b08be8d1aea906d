"""Reports go into a folder, one file a day, and the same command continues where it stopped."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from zoneinfo import ZoneInfo

import orjson
import pytest

from tests.fixtures.event_rows import at, event_id, make_event, store_events
from tests.reports.conftest import Api, Tenant
from transfer.destinations import open_destination
from transfer.errors import TransferFailed
from transfer.report_export import ReportExport, export_days, read_funnel
from warehouse.interface import Warehouse

FIRST, END = date(2026, 3, 10), date(2026, 3, 13)
UTC = ZoneInfo("UTC")


@pytest.fixture
def authorised(api: Api, shop: Tenant) -> Api:
    """The API asked with the shop's key."""
    api.client.headers["Authorization"] = f"Bearer {shop.reading_key}"
    return api


def run(api: Api, folder: Path, export: ReportExport, end: date = END) -> list[str]:
    """The names of what was written."""
    return list(export_days(api.client, export, open_destination(str(folder), export.report), FIRST, end))


def test_each_day_is_a_file_and_only_missing_days_are_written(
    authorised: Api, warehouse: Warehouse, tmp_path: Path
) -> None:
    sale = make_event(1, at("2026-03-11T10:00:00"), type="sale", visitor_id="v", amount_minor=100, currency="EUR")
    store_events(warehouse, [sale])
    export = ReportExport("attribution", "csv", UTC, {"by": "channel"})
    days = [f"2026-03-{day}.csv" for day in (10, 11, 12)]
    assert run(authorised, tmp_path / "out", export) == days
    assert (tmp_path / "out" / "attribution" / days[1]).read_text().splitlines()[1] == (
        "unattributed,1.0,1.0,0.0,1.00,100"
    )
    (tmp_path / "out" / "attribution" / days[1]).unlink()
    assert run(authorised, tmp_path / "out", export) == days[1:2]
    assert run(authorised, tmp_path / "out", export) == []


def test_a_day_of_many_conversions_is_one_file(
    authorised: Api, warehouse: Warehouse, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("console.api.reports.conversions_list.MAX_ROWS", 2)
    sales = [make_event(n, at("2026-03-10"), type="sale", visitor_id="v") for n in (1, 2, 3, 4, 5)]
    store_events(warehouse, sales)
    assert run(authorised, tmp_path, ReportExport("conversions", "ndjson", UTC, {}), date(2026, 3, 11)) == [
        "2026-03-10.ndjson"
    ]
    lines = (tmp_path / "conversions" / "2026-03-10.ndjson").read_text().splitlines()
    assert [orjson.loads(line)["event_id"] for line in lines] == [event_id(n) for n in (5, 4, 3, 2, 1)]


def test_a_funnel_is_requested_with_its_body(authorised: Api, warehouse: Warehouse, tmp_path: Path) -> None:
    click = make_event(1, at("2026-03-11T09:00:00"), visitor_id="v")
    store_events(warehouse, [click, make_event(2, at("2026-03-11T10:00:00"), type="sale", visitor_id="v")])
    funnel = {"steps": [{"type": "click"}, {"type": "sale"}], "from": "2020-01-01"}
    assert len(run(authorised, tmp_path, ReportExport("funnel", "csv", UTC, {}, funnel))) == 3
    people = [
        [line.split(",")[0] for line in (tmp_path / "funnel" / f"2026-03-{day}.csv").read_text().splitlines()]
        for day in (10, 11)
    ]
    assert people == [["people", "0", "0"], ["people", "1", "1"]]


def test_an_answer_that_breaks_off_leaves_no_file(tmp_path: Path) -> None:
    def break_off() -> Iterator[bytes]:
        yield b"half"
        raise ConnectionError

    place = open_destination(str(tmp_path), "attribution")
    with pytest.raises(ConnectionError):
        place.write("2026-03-10.csv", break_off())
    assert place.list_names() == set()
    place.write("2026-03-10.csv", [b"all"])
    assert place.list_names() == {"2026-03-10.csv"}
    assert (tmp_path / "attribution" / "2026-03-10.csv").read_bytes() == b"all"


@pytest.mark.parametrize(("report", "written"), [("funnel", ""), ("paths", "{}"), ("funnel", "{"), ("funnel", "[1]")])
def test_only_a_funnel_has_a_body_and_it_is_an_object(tmp_path: Path, report: str, written: str) -> None:
    path = tmp_path / "funnel.json"
    path.write_text(written)
    with pytest.raises(TransferFailed, match="funnel"):
        read_funnel(report, path if written else None)


def test_a_day_that_is_not_over_is_left_for_the_next_run(authorised: Api, tmp_path: Path) -> None:
    tomorrow = date(2100, 1, 2)
    export, place = ReportExport("paths", "csv", UTC, {}), open_destination(str(tmp_path), "paths")
    assert list(export_days(authorised.client, export, place, tomorrow, date.max)) == []


def test_an_error_of_the_api_is_shown(authorised: Api, tmp_path: Path) -> None:
    with pytest.raises(TransferFailed, match=r"400.*model"):
        run(authorised, tmp_path, ReportExport("attribution", "csv", UTC, {"model": "magic"}))
