"""Files of events: their format, and their rows as events."""

import hashlib
from collections.abc import Iterator
from pathlib import Path
from typing import IO

from transfer.errors import TransferFailed
from transfer.reading.dialect import UTF_8, Dialect
from transfer.reading.records import import_parquet as import_parquet
from transfer.reading.records import read_records
from transfer.reading.rule import Row as Row
from transfer.reading.rule import Rule, make_rows

FORMATS = {".csv": "csv", ".tsv": "csv", ".txt": "csv", ".ndjson": "ndjson", ".jsonl": "ndjson", ".parquet": "parquet"}
# Columns of an export that a server may not send: ingest derives them again.
DERIVED_FIELDS = frozenset(
    [
        "source",
        "received_at",
        "channel",
        "url_path",
        "utm_source",
        "utm_medium",
        "utm_campaign",
        "click_id_kind",
        "referrer_host",
        "email_hash",
        "email_kind",
        "country",
        "city",
        "asn",
        "network",
        "ip_prefix",
        "browser",
        "os",
        "device",
        "named_at",
        "conversion_id",
    ]
)
_READ_BYTES = 1 << 20
PLAIN = Rule(left_out=DERIVED_FIELDS)


def choose_format(file: Path, given: str | None) -> str:
    """By the option, else by the file name's extension; raises :class:`TransferFailed`."""
    found = given or FORMATS.get(file.suffix.lower())
    if found is None:
        raise TransferFailed(
            f"the format of {file.name} is unknown", f"Name it: --format {'|'.join(sorted(set(FORMATS.values())))}"
        )
    return found


def read_row_groups(
    file: IO[bytes], file_format: str, rule: Rule = PLAIN, dialect: Dialect = UTF_8
) -> Iterator[list[Row]]:
    """The events of each row of the file; empty cells are left out."""
    return (make_rows(record, rule) for record in read_records(file, file_format, dialect))


def read_rows(file: IO[bytes], file_format: str, rule: Rule = PLAIN, dialect: Dialect = UTF_8) -> Iterator[Row]:
    """The same, one after the other."""
    return (row for rows in read_row_groups(file, file_format, rule, dialect) for row in rows)


def hash_file(file: Path) -> str:
    """The SHA-256 of its content, as hexadecimal digits."""
    digest = hashlib.sha256()
    with file.open("rb") as opened:
        while piece := opened.read(_READ_BYTES):
            digest.update(piece)
    return digest.hexdigest()
