"""How far the commands of an append-only file can be read, and where they can be read again after a defect."""

import re
from dataclasses import dataclass

from supervisor.redis_repair.dump import Bytes

_BLOCK_BYTES = 4096
# Commands of ours hold no zero bytes; a shorter run is found where it breaks the form of a command.
_HOLE_BYTES = 64
_LONGEST_NUMBER = 20
_COMMAND = re.compile(rb"\*[1-9]\d{0,6}\r\n\$[1-9]\d{0,2}\r\n[A-Za-z]")
_ZEROS = re.compile(rb"\0+")


@dataclass(frozen=True, slots=True)
class Scan:
    """``end``: after the last command, or transaction, that is whole; ``stop`` and ``problem``: where reading ended."""

    end: int
    stop: int
    problem: str = ""


class CommandUnreadable(Exception):
    """No whole command stands at the position; the message says what does."""


def scan_commands(data: Bytes, start: int) -> Scan:
    """Reads from ``start``, the beginning of a command, to the end or the first defect."""
    position = end = start
    hole = find_hole(data, start, len(data))
    in_transaction = False
    while position < len(data):
        try:
            name, after = read_command(data, position)
        except CommandUnreadable as exc:
            return Scan(end, position, str(exc))
        if name == b"MULTI" and in_transaction:
            return Scan(end, position, "a transaction inside a transaction")
        if after > hole:
            return Scan(end, position, f"zeros from byte {hole} on")
        position = after
        in_transaction = name == b"MULTI" or (in_transaction and name != b"EXEC")
        end = end if in_transaction else position
    return Scan(end, position, "a transaction without its end" if in_transaction else "")


def read_command(data: Bytes, position: int) -> tuple[bytes, int]:
    """The name in capitals and the position after the command; an annotation (``#TS:…``) has the name ``#``.

    Raises :class:`CommandUnreadable`.
    """
    if data[position : position + 1] == b"#":
        return b"#", _find_line_end(data, position) + 2
    count, at = _read_number(data, position, b"*")
    name = b""
    for _ in range(count):
        length, begin = _read_number(data, at, b"$")
        at = begin + length + 2
        if data[at - 2 : at] != b"\r\n":
            raise CommandUnreadable("half a command" if at > len(data) else f"no end of an argument at byte {at - 2}")
        name = name or data[begin : begin + length].upper()
    return name, at


def find_command(data: Bytes, start: int) -> int | None:
    """Where the next whole command begins, at ``start`` or later."""
    for found in _COMMAND.finditer(data, start):
        try:
            read_command(data, found.start())
        except CommandUnreadable:
            continue
        return found.start()
    return None


def find_hole(data: Bytes, start: int, stop: int, shortest: int = _HOLE_BYTES) -> int:
    """Where zeros begin that reach the end of a block, which was never written, or of the file; else ``stop``."""
    at = data.find(bytes(shortest), start, stop)
    while at >= 0:
        found = _ZEROS.match(data, at)
        after = found.end() if found else at
        if after % _BLOCK_BYTES == 0 or after == len(data):
            return at
        at = data.find(bytes(shortest), after, stop)
    return stop


def _read_number(data: Bytes, position: int, prefix: bytes) -> tuple[int, int]:
    """The number of a line that begins with ``prefix``, and the position after the line."""
    end = _find_line_end(data, position)
    line = data[position:end]
    if line[:1] != prefix or not line[1:].isdigit():
        raise CommandUnreadable(f"no {prefix.decode()} and number at byte {position}")
    return int(line[1:]), end + 2


def _find_line_end(data: Bytes, position: int) -> int:
    end = data.find(b"\r\n", position, position + _LONGEST_NUMBER + 3)
    if end < 0:
        is_torn = position + _LONGEST_NUMBER >= len(data)
        raise CommandUnreadable("half a command" if is_torn else f"no line at byte {position}")
    return end
