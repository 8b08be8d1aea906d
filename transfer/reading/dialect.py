"""Encoding and delimiter of a text file, found out from its beginning."""

import codecs
from dataclasses import dataclass
from pathlib import Path

_SAMPLE_BYTES = 64 << 10
_MARKS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
ENCODINGS = ("utf-8", "utf-16", "cp1250", "cp1251", "cp1252")
DELIMITERS = {"comma": ",", "semicolon": ";", "tab": "\t", "pipe": "|"}


@dataclass(frozen=True, slots=True)
class Dialect:
    """``encoding`` as Python names it."""

    encoding: str = "utf-8-sig"
    delimiter: str = ","


UTF_8 = Dialect()


def detect_dialect(file: Path, encoding: str = "", delimiter: str = "") -> Dialect:
    """What is given, else what the beginning of the file shows."""
    with file.open("rb") as opened:
        return detect_dialect_of(opened.read(_SAMPLE_BYTES), encoding, delimiter)


def detect_dialect_of(content: bytes, encoding: str = "", delimiter: str = "") -> Dialect:
    """The same of what is in memory."""
    sample = content[:_SAMPLE_BYTES]
    found = _choose_encoding(sample) if encoding in ("", "utf-8", "utf-16") else encoding
    if encoding == "utf-8" or (encoding == "utf-16" and not found.startswith("utf-16")):
        found = {"utf-8": "utf-8-sig", "utf-16": "utf-16"}[encoding]
    return Dialect(found, delimiter or _choose_delimiter(sample.decode(found, "replace")))


def _choose_encoding(sample: bytes) -> str:
    for mark, encoding in _MARKS:
        if sample.startswith(mark):
            return encoding
    if sample[1:400:2].count(0) > len(sample[:400]) // 4:
        return "utf-16-le"
    if sample[0:400:2].count(0) > len(sample[:400]) // 4:
        return "utf-16-be"
    # The sample may end within a character.
    text = codecs.getincrementaldecoder("utf-8")("surrogateescape").decode(sample)
    damaged = sum("\udc80" <= each <= "\udcff" for each in text)
    proper = sum(each > "\x7f" for each in text) - damaged
    # A file of Windows has no proper character of UTF-8; in one of UTF-8 a damaged byte is a damaged row.
    return "cp1252" if damaged and not proper else "utf-8-sig"


def _choose_delimiter(text: str) -> str:
    """The most frequent one in the line of the names, outside of quotes."""
    for line in text.splitlines():
        if line.lower().startswith("sep=") and len(line) == len("sep=,"):
            return line[-1]
        if line.strip() and not is_preamble(line):
            bare = "".join(line.split('"')[::2])
            return max(DELIMITERS.values(), key=bare.count)
    return ","


def is_preamble(line: str) -> bool:
    """Whether a line stands before that of the names: Excel's delimiter, or the name of a table."""
    stripped = line.strip()
    return stripped.lower().startswith("sep=") or (stripped.startswith("[[") and stripped.rstrip(",;").endswith("]]"))
