"""Entries that another version of the tracker wrote are decoded beside those of this one."""

from events.event import Event, encode_event, join_events
from events.keys import EVENTS_FIELD
from ingest.columns import make_event
from ingest.entries import decode_entries

NEWER = Event(
    7, "018bcfe5-6800-75c8-a76a-90c9a77bd835", "sale", 1_700_000_000_000, 2, "server", "human", "full", version=3
)
OLDER = Event(7, "018bcfe5-6800-75c8-a76a-90c9a77bd834", "sale", 1_700_000_000_000, 2, "browser", "human", "full")
OLDER_LINE = (
    b'[1,7,"018bcfe5-6800-75c8-a76a-90c9a77bd834","sale",1700000000000,2,"browser","human","full","","","","","","",'
    b'"","","","",null,"","","",null,"",""]'
)


def test_versions_share_a_batch_and_an_entry() -> None:
    lines = [[encode_event(NEWER)], [OLDER_LINE], [OLDER_LINE, encode_event(NEWER)]]
    decoded = decode_entries([(b"%d-0" % n, {EVENTS_FIELD: join_events(each)}) for n, each in enumerate(lines)])
    assert not decoded.dead
    assert [make_event(decoded.columns, row) for row in range(4)] == [NEWER, OLDER, OLDER, NEWER]


def test_a_line_of_an_older_version_with_too_many_values_is_a_dead_letter() -> None:
    damaged = OLDER_LINE[:-1] + b',"",0,0]'
    decoded = decode_entries([(b"1-0", {EVENTS_FIELD: join_events([OLDER_LINE, damaged])})])
    assert [letter.value for letter in decoded.dead] == [damaged]
    assert make_event(decoded.columns, 0) == OLDER
