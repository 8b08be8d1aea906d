"""Reads the lines of a log, plain or compressed, from a file or a pipe."""

import bz2
import gzip
import lzma
import zlib
from collections.abc import Callable, Iterator
from typing import IO, cast

from transfer.errors import TransferFailed

# No server writes longer ones; what does is another kind of file.
LONGEST_LINE_BYTES = 1 << 16
_MAGIC: dict[bytes, Callable[[IO[bytes]], object]] = {b"\x1f\x8b": gzip.open, b"BZh": bz2.open, b"\xfd7zXZ": lzma.open}


def read_lines(raw: IO[bytes]) -> Iterator[str]:
    """Lines without their ends; compression is recognised by content. Of a line that is too long the beginning.

    Raises :class:`TransferFailed` where a compressed file is damaged.
    """
    lines = 0
    try:
        for line in _split_lines(_decompress(raw)):
            lines += 1
            yield line.removeprefix(b"\xef\xbb\xbf").rstrip(b"\r\n").decode("utf-8", "replace")
    except (EOFError, zlib.error, lzma.LZMAError, gzip.BadGzipFile) as exc:
        raise TransferFailed(
            f"the compressed file is damaged behind line {lines}: {exc}",
            "Get the file again and run the same command; nothing is stored twice.",
        ) from exc


def _decompress(raw: IO[bytes]) -> IO[bytes]:
    head = raw.peek(6) if hasattr(raw, "peek") else b""
    opener = next((opener for magic, opener in _MAGIC.items() if head.startswith(magic)), None)
    return cast("IO[bytes]", opener(raw)) if opener else raw


def _split_lines(file: IO[bytes]) -> Iterator[bytes]:
    while line := file.readline(LONGEST_LINE_BYTES):
        yield line
        while len(line) == LONGEST_LINE_BYTES and not line.endswith(b"\n"):
            line = file.readline(LONGEST_LINE_BYTES)
