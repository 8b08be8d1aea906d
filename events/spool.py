"""The tracker's spool on disk: records of accepted events that Redis does not have yet, in files of one worker each.

A segment is ``spool/WORKER/MILLISECONDS-TOKEN.segment`` in the data directory, named by the time of its creation. It
is written, locked and drained by the tracker; the console reads what waits in it.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from struct import Struct
from zlib import crc32

import orjson

from events.event import join_events

SUFFIX = ".segment"
# The mark that begins a record occurs within none: JSON knows control characters only in their escaped form.
_MARK = b"\x1eprm"
_LENGTH = Struct(">I")
_CHECKSUM = Struct(">I")
_HEAD_BYTES = len(_MARK) + _LENGTH.size + _CHECKSUM.size


@dataclass(frozen=True, slots=True)
class Record:
    """The events of one flush for one shard as the stream will have them, and how many they are per site.

    It stands from ``begin`` to ``end``, offsets in the bytes that were decoded.
    """

    shard: int
    accepted: Mapping[int, int]
    value: bytes
    begin: int
    end: int


@dataclass(frozen=True, slots=True)
class Waiting:
    """What a segment holds: events per site, all accepted at or after ``since_ms``."""

    since_ms: int
    events: Mapping[int, int]


def encode_record(shard: int, accepted: Mapping[int, int], lines: Iterable[bytes]) -> bytes:
    """Mark, length, CRC-32 of length and content, content: shard and counts as a line of JSON, then the events."""
    content = orjson.dumps([shard, list(accepted.items())]) + b"\n" + join_events(lines)
    length = _LENGTH.pack(len(content))
    return b"".join((_MARK, length, _CHECKSUM.pack(crc32(content, crc32(length))), content))


def decode_records(content: bytes) -> Iterator[Record]:
    """Every whole record in order; torn or damaged bytes are skipped up to the next good record."""
    offset = content.find(_MARK)
    while offset >= 0:
        record = _decode_record(content, offset)
        if record is not None:
            yield record
        offset = content.find(_MARK, offset + 1 if record is None else record.end)


def list_segments(directory: Path) -> list[Path]:
    """The segments of all workers, the oldest first."""
    return sorted(directory.glob(f"*/*{SUFFIX}"), key=lambda path: path.name)


def name_segment(now_ms: int, token: str) -> str:
    """The file name of a segment that is created now."""
    return f"{now_ms:013d}-{token}{SUFFIX}"


def parse_segment_name(name: str) -> int:
    """When the segment of this name was created, in milliseconds."""
    return int(name.partition("-")[0])


def read_waiting(directory: Path) -> dict[str, Waiting]:
    """What waits on this machine, by name of the segment.

    A record counts until its whole segment is in Redis, so an event may be counted on disk and in Redis at once, never
    in neither, provided that the disk is read first.
    """
    waiting = {}
    for path in list_segments(directory):
        try:
            waiting[path.stem] = Waiting(parse_segment_name(path.name), _count_events(path, path.stat().st_size))
        except FileNotFoundError:
            continue
    return waiting


def encode_waiting(waiting: Waiting) -> bytes:
    """JSON, for processes that cannot see the file."""
    return orjson.dumps([waiting.since_ms, list(waiting.events.items())])


def decode_waiting(value: bytes) -> Waiting:
    """The inverse of :func:`encode_waiting`."""
    since_ms, events = orjson.loads(value)
    return Waiting(since_ms, dict(events))


def _decode_record(content: bytes, offset: int) -> Record | None:
    head = content[offset : offset + _HEAD_BYTES]
    if len(head) < _HEAD_BYTES:
        return None
    length = head[len(_MARK) : len(_MARK) + _LENGTH.size]
    begin = offset + _HEAD_BYTES
    end = begin + _LENGTH.unpack(length)[0]
    inner = content[begin:end]
    if len(inner) < end - begin or crc32(inner, crc32(length)) != _CHECKSUM.unpack(head[-_CHECKSUM.size :])[0]:
        return None
    counts, _, value = inner.partition(b"\n")
    shard, accepted = orjson.loads(counts)
    return Record(shard, dict(accepted), value, offset, end)


# A segment only grows, so path and size identify its content.
@lru_cache(1024)
def _count_events(path: Path, size: int) -> Mapping[int, int]:
    events: Counter[int] = Counter()
    for record in decode_records(path.read_bytes()[:size]):
        events.update(record.accepted)
    return events
