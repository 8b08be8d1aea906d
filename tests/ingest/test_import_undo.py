"""An import is taken back wherever its events are, and what was a duplicate of it is stored as if it had never been."""

from pathlib import Path
from typing import Any

import pytest
from redis import Redis

from events.event import encode_event
from events.keys import ACCEPTED
from ingest.dead_letters.letter import DeadLetter
from ingest.dead_letters.stream import append_dead_letters, count_dead_letters
from ingest.import_undo import finish_undo, undo_import
from ingest.worker import Worker
from settings import IngestSettings
from tests.ingest.builders import (
    SITE_ID,
    append_events,
    count_rows,
    make_event,
    make_sale,
    make_settings,
    read_counts,
    read_rows,
    read_settled,
    run_until_settled,
)
from warehouse.interface import Warehouse
from warehouse.upkeep.derived.verification import make_plan, verify_only
from warehouse.upkeep.undo.removal import Batch

WRONG = Batch(SITE_ID, "imp_wrong")
ADDRESS = "203.0.113.77"
STANDING = "select order_id, toString(source) as source, amount_minor, ref from standing_conversions final order by 1"


@pytest.fixture
def settings(tmp_path: Path, redis_url: str) -> IngestSettings:
    return make_settings(tmp_path, redis_url=redis_url)


def store(redis: Redis, warehouse: Warehouse, settings: IngestSettings, *events: Any) -> None:
    """Each is stored before the next is sent."""
    for event in events:
        append_events(redis, [event])
        run_until_settled(Worker(settings, redis, warehouse), redis)


def undo(redis: Redis, warehouse: Warehouse, settings: IngestSettings) -> dict[str, int]:
    """And what is returned is stored."""
    removed = undo_import(redis, warehouse, settings, WRONG)
    finish_undo(warehouse, settings, WRONG)
    run_until_settled(Worker(settings, redis, warehouse), redis)
    return {name: count for name, count in removed.items() if count}


def imported(**fields: Any) -> Any:
    return make_sale(**{"source": "import", "import_id": WRONG.import_id, "amount_minor": 49, **fields})


def query_standing(warehouse: Warehouse) -> list[tuple[object, ...]]:
    return [tuple(row.values()) for row in read_rows(warehouse, STANDING)]


def check(warehouse: Warehouse, redis: Redis) -> None:
    """Every table agrees with the events, and with what was counted."""
    assert [each.table for each in verify_only(warehouse, make_plan(warehouse)) if each.damaged] == []
    settled = read_settled(redis)
    assert settled[f"{SITE_ID}:stored"] == count_rows(warehouse, "event_ids")
    assert read_counts(redis, ACCEPTED)[str(SITE_ID)] == sum(
        settled[f"{SITE_ID}:{what}"] for what in ("stored", "duplicates", "dead")
    )


def test_a_browsers_report_that_came_after_the_import_stands(
    redis: Redis, warehouse: Warehouse, settings: IngestSettings
) -> None:
    browser = make_sale(amount_minor=900, ref="alice", ip=ADDRESS, url="https://shop.example/thanks")
    store(redis, warehouse, settings, imported(), browser)
    assert query_standing(warehouse) == [("A-1", "import", 49, "")]
    [kept] = read_rows(warehouse, "select line from duplicates")
    assert ADDRESS not in str(kept["line"])
    assert "Firefox" not in str(kept["line"])
    assert undo(redis, warehouse, settings)["reports of your server, pages or other files that count again"] == 1
    assert query_standing(warehouse) == [("A-1", "browser", 900, "alice")]
    assert count_rows(warehouse, "duplicates") == 0
    check(warehouse, redis)


def test_a_report_that_came_before_the_import_stands_again(
    redis: Redis, warehouse: Warehouse, settings: IngestSettings
) -> None:
    store(redis, warehouse, settings, make_sale(amount_minor=900, ref="alice"), imported())
    assert query_standing(warehouse) == [("A-1", "import", 49, "")]
    undo(redis, warehouse, settings)
    assert query_standing(warehouse) == [("A-1", "browser", 900, "alice")]
    check(warehouse, redis)


def test_the_corrected_file_with_the_same_ids_counts(
    redis: Redis, warehouse: Warehouse, settings: IngestSettings
) -> None:
    wrong = imported()
    browser = make_sale(amount_minor=900)
    right = imported(import_id="imp_right", amount_minor=4900, event_id=wrong.event_id)
    store(redis, warehouse, settings, browser, wrong, right)
    assert query_standing(warehouse) == [("A-1", "import", 49, "")]
    undo(redis, warehouse, settings)
    # What was a duplicate by its id is stored as well.
    assert query_standing(warehouse) == [("A-1", "import", 4900, "")]
    store(redis, warehouse, settings, right)
    assert query_standing(warehouse) == [("A-1", "import", 4900, "")]
    check(warehouse, redis)


def test_nothing_is_kept_of_a_duplicate_that_no_import_concerns(
    redis: Redis, warehouse: Warehouse, settings: IngestSettings
) -> None:
    store(redis, warehouse, settings, make_sale(source="server"), make_sale())
    assert read_rows(warehouse, "select line, import_id from duplicates") == [{"line": "", "import_id": ""}]


def test_what_waits_in_the_stream_and_dead_letters_go_too(
    redis: Redis, warehouse: Warehouse, settings: IngestSettings
) -> None:
    append_events(redis, [imported(), imported(order_id="A-2"), make_event()])
    append_dead_letters(redis, 0, [DeadLetter(b"1-1", "no", encode_event(imported()), SITE_ID)])
    append_dead_letters(redis, 0, [DeadLetter(b"1-2", "no event", b"imp_wrong", 0)])
    removed = undo(redis, warehouse, settings)
    assert (removed["events in the stream"], removed["dead letters"], count_dead_letters(redis)) == (2, 1, 1)
    assert (query_standing(warehouse), count_rows(warehouse, "events")) == ([], 1)
