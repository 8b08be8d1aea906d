"""The name of a lead is not signed: whoever repeats a signature under other names makes one conversion."""

from typing import Any

import pytest

from events.event import Event
from ingest.enrich.lookups import Lookups
from tests.ingest.builders import make_event, make_lookups, read_rows
from tests.ingest.power_cut import make_entries, write
from warehouse.interface import Warehouse


@pytest.fixture(scope="module")
def lookups(tmp_path_factory: pytest.TempPathFactory) -> Lookups:
    return make_lookups(tmp_path_factory.mktemp("lookups"))


def make_lead(name: str, source: str = "signed", **fields: Any) -> Event:
    return make_event(**{"type": "lead", "name": name, "source": source, "customer_id": "c1", **fields})


def store(warehouse: Warehouse, lookups: Lookups, events: list[Event], per_batch: int) -> None:
    for first in range(0, len(events), per_batch):
        batch = make_entries(events[first : first + per_batch], 1 + 100 * first)
        write(warehouse, lookups, batch, in_doubt=False)


def list_standing(warehouse: Warehouse) -> list[tuple[object, ...]]:
    rows = read_rows(
        warehouse,
        "select toString(name) as name, toString(argMax(source, trust)) as source from conversion_reports"
        " group by conversion_id, name order by name, source",
    )
    return [(row["name"], row["source"]) for row in rows]


@pytest.mark.parametrize("per_batch", [1, 2, 9])
def test_one_signature_is_one_lead_whatever_its_names(warehouse: Warehouse, lookups: Lookups, per_batch: int) -> None:
    events = [make_lead(name) for name in ("trial", "demo", "", "trial", "call")]
    store(warehouse, lookups, events, per_batch)
    assert list_standing(warehouse) == [("trial", "signed")]
    duplicates = read_rows(warehouse, "select toString(original_event_id) as original from duplicates")
    assert [row["original"] for row in duplicates] == [events[0].event_id] * 4


@pytest.mark.parametrize("per_batch", [1, 9])
def test_leads_of_other_sources_differ_by_name(warehouse: Warehouse, lookups: Lookups, per_batch: int) -> None:
    events = [make_lead("trial", "server"), make_lead("demo", "server"), make_lead("call", "browser")]
    store(warehouse, lookups, events, per_batch)
    assert list_standing(warehouse) == [("call", "browser"), ("demo", "server"), ("trial", "server")]


@pytest.mark.parametrize("per_batch", [1, 9])
def test_a_signed_lead_confirms_the_browsers_of_its_name_and_no_other(
    warehouse: Warehouse, lookups: Lookups, per_batch: int
) -> None:
    names = ("trial", "demo", "call")
    events = [make_lead(name, source) for source in ("browser", "signed") for name in names]
    store(warehouse, lookups, events, per_batch)
    assert list_standing(warehouse) == [("call", "browser"), ("demo", "browser"), ("trial", "signed")]


@pytest.mark.parametrize("per_batch", [1, 9])
def test_server_and_signed_report_of_a_lead_are_one_in_either_order(
    warehouse: Warehouse, lookups: Lookups, per_batch: int
) -> None:
    of_c1 = [make_lead("trial", "server"), make_lead("trial")]
    of_c2 = [make_lead("demo", customer_id="c2"), make_lead("demo", "server", customer_id="c2")]
    store(warehouse, lookups, of_c1 + of_c2, per_batch)
    assert list_standing(warehouse) == [("demo", "server"), ("trial", "server")]


def test_leads_of_other_orders_customers_visitors_and_sites_are_others(warehouse: Warehouse, lookups: Lookups) -> None:
    fields: list[dict[str, Any]] = [
        {}, {"customer_id": "c2"}, {"order_id": "7"}, {"customer_id": "", "visitor_id": "v9"}, {"site_id": 8},
        {"traffic": "test"}, {"customer_id": "c"}, {"makes_conversion": False, "customer_id": "c3"},
    ]  # fmt: skip
    store(warehouse, lookups, [make_lead(f"n{n}", **each) for n, each in enumerate(fields)], 3)
    assert [name for name, _ in list_standing(warehouse)] == [f"n{n}" for n in range(7)]
