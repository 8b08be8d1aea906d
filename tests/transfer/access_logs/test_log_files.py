"""Lines are read from plain and compressed files, within bounds."""

import bz2
import gzip
import io
import lzma
from pathlib import Path

import pytest

from transfer.access_logs.log_files import LONGEST_LINE_BYTES, read_lines
from transfer.errors import TransferFailed


@pytest.mark.parametrize("compress", [bytes, gzip.compress, bz2.compress, lzma.compress])
def test_compression_is_recognised_by_content(tmp_path: Path, compress: type[bytes]) -> None:
    path = tmp_path / "log.gz"
    path.write_bytes(compress(b"\xef\xbb\xbfa\r\n\nb \xff"))
    with path.open("rb") as raw:
        assert list(read_lines(raw)) == ["a", "", "b \ufffd"]


def test_logs_that_were_compressed_apart_and_joined_are_one(tmp_path: Path) -> None:
    path = tmp_path / "log"
    path.write_bytes(gzip.compress(b"a\n") + gzip.compress(b"b\n"))
    with path.open("rb") as raw:
        assert list(read_lines(raw)) == ["a", "b"]


def test_a_damaged_file_is_an_error_that_names_the_last_line() -> None:
    packed = gzip.compress(b"".join(b"%d\n" % number for number in range(10_000)), mtime=0)
    raw = io.BufferedReader(io.BytesIO(packed[: len(packed) // 2]))
    with pytest.raises(TransferFailed, match=r"damaged behind line [1-9]\d+"):
        list(read_lines(raw))


def test_of_a_line_that_never_ends_the_beginning_is_kept() -> None:
    raw = io.BufferedReader(io.BytesIO(b"x" * (LONGEST_LINE_BYTES * 3) + b"\nend"))
    assert list(map(len, read_lines(raw))) == [LONGEST_LINE_BYTES, 3]
