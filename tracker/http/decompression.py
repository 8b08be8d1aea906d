"""Decompresses the bodies of batches up to a limit and never further."""

import zlib
from collections.abc import Callable
from typing import Protocol

import zstandard

from events.enums import Rejection
from tracker.parsing.rejection import Rejected

ENCODINGS = frozenset({b"gzip", b"zstd"})
# The window a frame may demand; RFC 8878 recommends that every decoder supports 8 MiB.
_ZSTD_WINDOW_BYTES = 8 << 20
_GZIP_ONLY = 16 + zlib.MAX_WBITS
# Of zstandard's blocks, the smallest has four bytes and makes 128 KiB: from one slice come 8 MiB at most.
_SLICE_BYTES = 256


class Frame(Protocol):
    """What both libraries offer for one frame; bytes behind its end are ``unused_data``."""

    @property
    def eof(self) -> bool: ...

    @property
    def unused_data(self) -> bytes: ...

    def decompress(self, data: memoryview, /) -> bytes: ...


def decompress(encoding: bytes, body: bytes, max_bytes: int) -> bytes | Rejected:
    """The content, or why not: more than ``max_bytes``, damaged or cut off."""
    make_frame = _make_gzip if encoding == b"gzip" else _make_zstd
    try:
        content = _decompress_frames(make_frame, memoryview(body), max_bytes)
    except (zlib.error, zstandard.ZstdError, EOFError):
        return Rejected("", Rejection.INVALID_ENCODING)
    return content if len(content) <= max_bytes else Rejected("", Rejection.BODY_TOO_LARGE)


def _decompress_frames(make_frame: Callable[[], Frame], body: memoryview, max_bytes: int) -> bytes:
    """The frames one after another, or as much of them as exceeds the limit; ``EOFError`` if the last is cut off."""
    content = bytearray()
    frame = make_frame()
    while len(content) <= max_bytes:
        if frame.eof:
            if not body:
                return bytes(content)
            frame = make_frame()
        if not body:
            raise EOFError
        content += frame.decompress(body[:_SLICE_BYTES])
        body = body[min(len(body), _SLICE_BYTES) - len(frame.unused_data) :]
    return bytes(content)


def _make_gzip() -> Frame:
    return zlib.decompressobj(_GZIP_ONLY)


def _make_zstd() -> Frame:
    return zstandard.ZstdDecompressor(max_window_size=_ZSTD_WINDOW_BYTES).decompressobj()
