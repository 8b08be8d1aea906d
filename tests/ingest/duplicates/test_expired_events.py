"""An order is one sale forever: also where the events of its reports have expired."""

from collections.abc import Iterator

import pytest

from events.ids import make_event_id
from tests.ingest.builders import count_rows, make_lookups, make_sale, read_rows
from tests.ingest.power_cut import make_entries, write
from warehouse.interface import Warehouse
from warehouse.upkeep.retention import set_retention

LONG_AGO_MS = 1_559_000_000_000  # May 2019


@pytest.fixture
def expiring(warehouse: Warehouse) -> Iterator[Warehouse]:
    """Keeps events for a year; what is older is gone as soon as parts are merged."""
    set_retention(warehouse, 365)
    yield warehouse
    set_retention(warehouse, 0)


def test_an_order_that_is_repeated_after_its_events_have_expired_is_a_duplicate(
    expiring: Warehouse, tmp_path_factory: pytest.TempPathFactory
) -> None:
    lookups = make_lookups(tmp_path_factory.mktemp("lookups"))
    first = make_sale(source="server", timestamp_ms=LONG_AGO_MS, received_ms=LONG_AGO_MS)
    write(expiring, lookups, make_entries([first]), in_doubt=False)
    expiring.execute("optimize table events final")
    assert count_rows(expiring, "events") == 0
    again = [make_sale(source=source, event_id=make_event_id(LONG_AGO_MS)) for source in ("server", "browser")]
    # The same event once more, and others that report the order.
    write(expiring, lookups, make_entries([first, *again], 100), in_doubt=False)
    assert count_rows(expiring, "events") == 0
    assert read_rows(expiring, "select amount_minor from standing_conversions final") == [{"amount_minor": 1000}]
    rows = read_rows(expiring, "select reason, toString(original_event_id) as original from duplicates order by reason")
    assert [(row["reason"], row["original"]) for row in rows] == [
        ("event_stored", first.event_id),
        ("order_stored", first.event_id),
        ("order_stored", first.event_id),
    ]
