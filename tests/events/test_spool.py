"""Whatever happens to a segment of the spool, only records that were written are read from it."""

from collections.abc import Sequence
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from events.event import decode_events, encode_event
from events.spool import Record, Waiting, decode_records, decode_waiting, encode_record, encode_waiting, read_waiting
from tests.tracker.making import parse_good

counts = st.dictionaries(st.integers(1, 1 << 32), st.integers(1, 5000), min_size=1, max_size=3)
events = st.lists(st.binary(max_size=50).map(lambda content: content.hex().encode()))
flushes = st.lists(st.tuples(st.integers(0, 255), counts, events))
Written = list[tuple[int, dict[int, int], list[bytes]]]


def write(flushed: Written) -> bytes:
    return b"".join(encode_record(*each) for each in flushed)


def strip(records: list[Record]) -> list[tuple[int, dict[int, int], bytes]]:
    return [(record.shard, dict(record.accepted), record.value) for record in records]


def expect(flushed: Written) -> list[tuple[int, dict[int, int], bytes]]:
    return [(shard, accepted, b"\n".join(each)) for shard, accepted, each in flushed]


def is_part_of(part: Sequence[object], whole: Sequence[object]) -> bool:
    """Whether the one is the other with some left out."""
    remaining = iter(whole)
    return all(each in remaining for each in part)


@given(flushes)
def test_what_was_written_is_read(flushed: Written) -> None:
    content = write(flushed)
    records = list(decode_records(content))
    assert strip(records) == expect(flushed)
    assert [record.begin for record in records] == [0, *(record.end for record in records)][: len(records)]


@given(flushes, st.data())
def test_a_torn_tail_costs_the_last_record_alone(flushed: Written, data: st.DataObject) -> None:
    content = write(flushed)
    kept = data.draw(st.integers(0, len(content)))
    whole = [record for record in decode_records(content) if record.end <= kept]
    assert list(decode_records(content[:kept])) == whole


@given(flushes.filter(bool), st.data())
def test_flipped_bits_never_make_another_event(flushed: Written, data: st.DataObject) -> None:
    content = bytearray(write(flushed))
    places = data.draw(st.lists(st.integers(0, len(content) * 8 - 1), min_size=1, max_size=20))
    for place in places:
        content[place // 8] ^= 1 << place % 8
    records = list(decode_records(bytes(content)))
    assert is_part_of(strip(records), expect(flushed))
    assert len(records) >= len(flushed) - len(places)


@given(flushes, st.binary(max_size=300), st.binary(max_size=300))
def test_what_stands_around_records_does_no_harm(flushed: Written, before: bytes, after: bytes) -> None:
    assert is_part_of(strip(list(decode_records(before + write(flushed) + after))), expect(flushed))


@given(st.text(max_size=100))
def test_no_visitor_can_write_the_mark_of_a_record(text: str) -> None:
    event = parse_good(properties={"text": text.replace("\x1e", "")})
    event.url = "\x1eprm" + text
    content = encode_record(1, {7: 1}, [encode_event(event)])
    (record,) = decode_records(content)
    assert decode_events(record.value) == [event]
    assert list(decode_records(content[1:])) == []


def test_what_waits_is_counted_by_segment_and_site(tmp_path: Path) -> None:
    (tmp_path / "0").mkdir()
    segment = tmp_path / "0" / "1700000000123-ab.segment"
    segment.write_bytes(encode_record(0, {7: 2}, [b"a", b"b"]) + encode_record(3, {7: 1, 8: 1}, [b"c", b"d"]) + b"torn")
    waiting = Waiting(1700000000123, {7: 3, 8: 1})
    assert read_waiting(tmp_path) == {"1700000000123-ab": waiting}
    assert decode_waiting(encode_waiting(waiting)) == waiting
    assert read_waiting(tmp_path / "nowhere") == {}
