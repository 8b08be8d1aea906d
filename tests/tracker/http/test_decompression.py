"""A compressed body is opened whole or rejected, and a small one never becomes a large one."""

import gzip
import tracemalloc
from collections.abc import Callable

import pytest
import zstandard
from hypothesis import given
from hypothesis import strategies as st

from events.enums import Rejection
from tracker.http.decompression import decompress
from tracker.parsing.rejection import Rejected

LIMIT = 100_000
COMPRESSORS: dict[bytes, Callable[[bytes], bytes]] = {
    b"gzip": gzip.compress,
    b"zstd": zstandard.ZstdCompressor().compress,
}
encodings = pytest.mark.parametrize("encoding", COMPRESSORS)


@encodings
@pytest.mark.parametrize("size", [0, 1, 255, 256, 257, LIMIT])
def test_what_fits_is_opened(encoding: bytes, size: int) -> None:
    content = b"0123456789abcdef" * (size // 16) + b"x" * (size % 16)
    assert decompress(encoding, COMPRESSORS[encoding](content), LIMIT) == content


@encodings
def test_several_frames_are_one_content(encoding: bytes) -> None:
    compress = COMPRESSORS[encoding]
    assert decompress(encoding, compress(b"one, ") + compress(b"") + compress(b"two"), LIMIT) == b"one, two"


@encodings
def test_a_byte_more_than_the_limit_is_too_large(encoding: bytes) -> None:
    rejected = decompress(encoding, COMPRESSORS[encoding](b"x" * (LIMIT + 1)), LIMIT)
    assert rejected == Rejected("", Rejection.BODY_TOO_LARGE)


@encodings
def test_a_bomb_is_not_set_off(encoding: bytes) -> None:
    bomb = COMPRESSORS[encoding](bytes(200_000_000))
    tracemalloc.start()
    rejected = decompress(encoding, bomb, LIMIT)
    _, peak_bytes = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert rejected == Rejected("", Rejection.BODY_TOO_LARGE)
    assert peak_bytes < 32 << 20


@encodings
def test_a_body_that_is_cut_off_is_rejected(encoding: bytes) -> None:
    body = COMPRESSORS[encoding](b'{"type":"click"}\n' * 100)
    for kept in range(len(body)):
        assert decompress(encoding, body[:kept], LIMIT) == Rejected("", Rejection.INVALID_ENCODING)


@given(st.sampled_from(sorted(COMPRESSORS)), st.binary(max_size=500))
def test_any_bytes_are_decompressed_or_rejected(encoding: bytes, body: bytes) -> None:
    assert isinstance(decompress(encoding, body, LIMIT), bytes | Rejected)
