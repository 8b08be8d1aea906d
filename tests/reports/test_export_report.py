"""Reports go into a folder, a file a day, and the same command goes on where it ended."""

from datetime import date
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from cli.export_report import Export, export_days
from cli.failures import CommandFailed
from tests.fixtures.event_rows import at, make_event, store_events
from tests.reports.conftest import Api, Tenant
from warehouse.interface import Warehouse

FIRST, END = date(2026, 3, 10), date(2026, 3, 13)
UTC = ZoneInfo("UTC")


@pytest.fixture
def authorised(api: Api, shop: Tenant) -> Api:
    """The API asked with the shop's key."""
    api.client.headers["Authorization"] = f"Bearer {shop.reading_key}"
    return api


def run(api: Api, folder: Path, export: Export, end: date = END) -> list[str]:
    """The names of what was written."""
    return list(export_days(api.client, export, str(folder), FIRST, end))


def test_each_day_is_a_file_and_only_missing_days_are_written(
    authorised: Api, warehouse: Warehouse, tmp_path: Path
) -> None:
    sale = make_event(1, at("2026-03-11T10:00:00"), type="sale", visitor_id="v", amount_minor=100, currency="EUR")
    store_events(warehouse, [sale])
    export = Export("attribution", "csv", UTC, {"by": "channel"})
    days = [f"attribution/2026-03-{day}.csv" for day in (10, 11, 12)]
    assert run(authorised, tmp_path / "out", export) == days
    assert (tmp_path / "out" / days[1]).read_text().splitlines()[1] == "unattributed,1.0,1.0,0.0,1.0"
    (tmp_path / "out" / days[1]).unlink()
    assert run(authorised, tmp_path / "out", export) == days[1:2]
    assert run(authorised, tmp_path / "out", export) == []


def test_what_one_page_does_not_hold_is_whole_with_its_last_part(
    authorised: Api, warehouse: Warehouse, tmp_path: Path
) -> None:
    sales = [make_event(n, at("2026-03-10"), type="sale", visitor_id="v") for n in (1, 2, 3)]
    store_events(warehouse, sales)
    export = Export("conversions", "ndjson", UTC, {"limit": "2"})
    names = run(authorised, tmp_path, export, date(2026, 3, 11))
    assert names == ["conversions/2026-03-10.part1.ndjson", "conversions/2026-03-10.ndjson"]
    assert [len((tmp_path / name).read_text().splitlines()) for name in names] == [2, 1]


def test_a_day_that_is_not_over_is_left_for_the_next_time(authorised: Api, tmp_path: Path) -> None:
    tomorrow = date(2100, 1, 2)
    assert (
        list(export_days(authorised.client, Export("paths", "csv", UTC, {}), str(tmp_path), tomorrow, date.max)) == []
    )


def test_a_refusal_is_told(authorised: Api, tmp_path: Path) -> None:
    with pytest.raises(CommandFailed, match=r"400.*model"):
        run(authorised, tmp_path, Export("attribution", "csv", UTC, {"model": "magic"}))
