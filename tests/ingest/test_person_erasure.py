"""A person is erased from the spool too: a tracker has it sent to Redis before, or nothing is erased."""

from collections import Counter
from pathlib import Path

import pytest
from redis import Redis

from events.event import encode_event
from events.spool import encode_record, name_segment
from ingest.person_erasure import ErasureIncomplete, erase_everywhere
from settings.data_directory import spool_directory
from tests.ingest.builders import NOW_MS, append_events, count_rows, make_event, make_lookups, make_settings
from tests.ingest.power_cut import make_entries, write
from warehouse.interface import Warehouse
from warehouse.upkeep.erasure import Person

EVE = Person(7, frozenset({"visitor-eve"}), frozenset())


def test_events_in_a_spool_keep_an_erasure_from_being_half_done(
    redis: Redis, warehouse: Warehouse, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ingest.person_erasure._SPOOL_SECONDS", 0)
    settings, event = make_settings(tmp_path), make_event(visitor_id="visitor-eve")
    write(warehouse, make_lookups(tmp_path), make_entries([make_event(visitor_id="visitor-eve")]), in_doubt=False)
    segment = spool_directory(tmp_path) / "worker-1" / name_segment(NOW_MS, "token")
    segment.parent.mkdir(parents=True)
    segment.write_bytes(encode_record(0, Counter({7: 1}), [encode_event(event)]))
    with pytest.raises(ErasureIncomplete, match="spool of a tracker"):
        erase_everywhere(redis, warehouse, settings, EVE)
    assert count_rows(warehouse, "events") == 1
    # The tracker sends it.
    append_events(redis, [event])
    segment.unlink()
    removed = erase_everywhere(redis, warehouse, settings, EVE)
    assert (removed["events in the stream"], removed["events"]) == (1, 1)
    assert count_rows(warehouse, "events") == 0
