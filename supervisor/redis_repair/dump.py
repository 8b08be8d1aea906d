"""Where the RDB dump ends with which an append-only file may begin.

The format is that of `rdb.c` in the source of Redis; the values are skipped by their lengths.
"""

from collections.abc import Callable
from mmap import mmap

Bytes = mmap | bytes

_MAGIC = b"REDIS"
_HEAD_BYTES = 9
_CHECKSUM_BYTES = 8


class DumpUnknown(Exception):
    """The dump holds something that this module does not know, or ends in the middle."""


def find_dump_end(data: Bytes) -> int:
    """The position after the dump; 0 if there is none."""
    if data[: len(_MAGIC)] != _MAGIC:
        return 0
    try:
        return _Reader(data).skip_dump()
    except IndexError:
        raise DumpUnknown("the dump ends in the middle") from None


class _Reader:
    def __init__(self, data: Bytes) -> None:
        self._data = data
        self._position = _HEAD_BYTES

    def skip_dump(self) -> int:
        while (kind := self._read_byte()) != 0xFF:
            if kind in _OPCODES:
                _OPCODES[kind](self)
            elif kind in _TYPES:
                self.skip_string()
                _TYPES[kind](self)
            else:
                raise DumpUnknown(f"type {kind} at byte {self._position - 1} of the dump")
        self.skip_bytes(_CHECKSUM_BYTES)
        return self._position

    def skip_bytes(self, count: int) -> None:
        self._position += count
        if self._position > len(self._data):
            raise IndexError

    def read_length(self) -> int:
        length, is_encoded = self._read_length()
        if is_encoded:
            raise DumpUnknown(f"an encoded value in place of a length at byte {self._position}")
        return length

    def skip_string(self) -> None:
        length, is_encoded = self._read_length()
        if not is_encoded:
            self.skip_bytes(length)
        elif length < 3:
            # An integer of 1, 2 or 4 bytes.
            self.skip_bytes(1 << length)
        else:
            compressed = self.read_length()
            self.read_length()
            self.skip_bytes(compressed)

    def skip_float(self) -> None:
        length = self._read_byte()
        # 253 to 255: not a number and the infinities.
        self.skip_bytes(length if length < 253 else 0)

    def repeat(self, *skip: Callable[["_Reader"], None]) -> None:
        for _ in range(self.read_length()):
            for each in skip:
                each(self)

    def _read_byte(self) -> int:
        value = self._data[self._position]
        self._position += 1
        return value

    def _read_length(self) -> tuple[int, bool]:
        first = self._read_byte()
        kind, low = first >> 6, first & 0x3F
        if kind == 0:
            return low, False
        if kind == 1:
            return low << 8 | self._read_byte(), False
        if kind == 3:
            return low, True
        size = 8 if low else 4
        self.skip_bytes(size)
        return int.from_bytes(self._data[self._position - size : self._position], "big"), False


def _fixed(count: int) -> Callable[[_Reader], None]:
    return lambda reader: reader.skip_bytes(count)


def _lengths(count: int) -> Callable[[_Reader], None]:
    def skip(reader: _Reader) -> None:
        for _ in range(count):
            reader.read_length()

    return skip


def _repeated(*skip: Callable[[_Reader], None]) -> Callable[[_Reader], None]:
    return lambda reader: reader.repeat(*skip)


def _in_turn(*skip: Callable[[_Reader], None]) -> Callable[[_Reader], None]:
    def skip_all(reader: _Reader) -> None:
        for each in skip:
            each(reader)

    return skip_all


def _stream(*, has_offsets: bool, has_active_time: bool) -> Callable[[_Reader], None]:
    """Nodes of entries, then counters, then groups with their pending entries and consumers."""

    def skip(reader: _Reader) -> None:
        reader.repeat(_Reader.skip_string, _Reader.skip_string)
        _lengths(8 if has_offsets else 3)(reader)
        pending = _repeated(_fixed(16), _fixed(8), _lengths(1))
        consumers = _repeated(_Reader.skip_string, _fixed(16 if has_active_time else 8), _repeated(_fixed(16)))
        reader.repeat(_Reader.skip_string, _lengths(3 if has_offsets else 2), pending, consumers)

    return skip


_OPCODES: dict[int, Callable[[_Reader], None]] = {
    0xF4: _lengths(3),  # slot information
    0xF5: _Reader.skip_string,  # function
    0xF8: _lengths(1),  # idle time
    0xF9: _fixed(1),  # frequency
    0xFA: _in_turn(_Reader.skip_string, _Reader.skip_string),  # a fact about the server
    0xFB: _lengths(2),  # sizes of the tables
    0xFC: _fixed(8),  # expiry in milliseconds
    0xFD: _fixed(4),  # expiry in seconds
    0xFE: _lengths(1),  # database
}
_TYPES: dict[int, Callable[[_Reader], None]] = {
    0: _Reader.skip_string,
    1: _repeated(_Reader.skip_string),  # list
    2: _repeated(_Reader.skip_string),  # set
    3: _repeated(_Reader.skip_string, _Reader.skip_float),  # sorted set
    4: _repeated(_Reader.skip_string, _Reader.skip_string),  # hash
    5: _repeated(_Reader.skip_string, _fixed(8)),  # sorted set
    14: _repeated(_Reader.skip_string),  # list
    15: _stream(has_offsets=False, has_active_time=False),
    18: _repeated(_lengths(1), _Reader.skip_string),  # list
    19: _stream(has_offsets=True, has_active_time=False),
    21: _stream(has_offsets=True, has_active_time=True),
    # Small lists, sets, hashes and sorted sets, each packed into one string.
    **dict.fromkeys((9, 10, 11, 12, 13, 16, 17, 20), _Reader.skip_string),
}
