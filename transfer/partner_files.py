"""Files of partners: as prm's own headings have them, or as another system exports its affiliates."""

import csv
import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from io import BytesIO
from typing import IO, Any

from transfer.errors import TransferFailed
from transfer.reading.dialect import Dialect, detect_dialect_of
from transfer.reading.records import Record, name_column, read_columns, read_records

_SEPARATORS = re.compile(r"[,;|\s]+")


@dataclass(frozen=True, slots=True)
class PartnerPreset:
    """One export of affiliates. The codes of all columns of ``codes`` are the partner's, the first is his own.

    ``names`` are joined by a blank. ``signature``: headings by which a file is recognised.
    """

    name: str
    names: tuple[str, ...]
    email: tuple[str, ...]
    codes: tuple[str, ...]
    promo_codes: tuple[str, ...] = ()
    signature: frozenset[str] = frozenset()


# As `prm partner list` names them.
PLAIN = PartnerPreset(
    "prm", ("name",), ("email", "e_mail", "email_address"), ("code", "codes"), ("promo_code", "promo_codes")
)
_FIRST_AND_LAST = ("first_name", "last_name")
PARTNER_PRESETS = (
    PartnerPreset(
        "rewardful", _FIRST_AND_LAST, ("email",), ("token",), ("coupon",),
        frozenset({"first_name", "last_name", "email", "token"}),
    ),
    PartnerPreset("tapfiliate", ("firstname", "lastname"), ("email",), ("referral_code", "id"), ("coupon",)),
    PartnerPreset(
        "firstpromoter", _FIRST_AND_LAST, ("email",), ("ref_id", "default_ref_id"), ("promo_code", "coupon"),
        frozenset({"first_name", "last_name", "email", "ref_id"}),
    ),
    PartnerPreset(
        "postaffiliatepro", ("firstname", "lastname"), ("username", "email"), ("refid", "userid"), (),
        frozenset({"userid", "refid", "dateinserted"}),
    ),
    PartnerPreset(
        "affiliatewp", ("name",), ("email", "payment_email"), ("username", "affiliate_id"), ("coupon", "coupons"),
        frozenset({"affiliate_id", "email", "payment_email", "username"}),
    ),
    PartnerPreset("goaffpro", ("name",), ("email",), ("ref_code", "referral_code", "id"), ("coupon", "coupon_code")),
)  # fmt: skip
PARTNER_PRESETS_BY_NAME = {each.name: each for each in PARTNER_PRESETS}


@dataclass(frozen=True, slots=True)
class PartnerRow:
    """A partner as a row has it; ``problem`` if it is unreadable."""

    number: int
    name: str = ""
    email: str = ""
    codes: tuple[str, ...] = ()
    promo_codes: tuple[str, ...] = ()
    problem: str = ""


def choose_partner_preset(name: str, headings: Collection[str]) -> PartnerPreset:
    """By its name, else by the headings."""
    if name:
        return PARTNER_PRESETS_BY_NAME[name]
    found = frozenset(headings)
    return next((each for each in PARTNER_PRESETS if each.signature and each.signature <= found), PLAIN)


def read_partners(file: IO[bytes], file_format: str, dialect: Dialect, preset: PartnerPreset) -> Iterator[PartnerRow]:
    """Every row."""
    return (_make_partner(record, preset) for record in read_records(file, file_format, dialect))


def read_partner_csv(content: bytes) -> Iterator[PartnerRow]:
    """Every row of a whole CSV file, in its own encoding, whichever system exported it; raises ``TransferFailed``."""
    dialect = detect_dialect_of(content)
    try:
        headings = list(map(name_column, read_columns(BytesIO(content), "csv", dialect)))
    except csv.Error as exc:
        raise TransferFailed(f"its headings are not CSV: {exc}", "Give one heading for each column.") from None
    return read_partners(BytesIO(content), "csv", dialect, choose_partner_preset("", headings))


def _make_partner(record: Record, preset: PartnerPreset) -> PartnerRow:
    if record.problem:
        return PartnerRow(record.number, problem=record.problem)
    cells = record.cells
    email = _choose_email({column: _read(cells, column) for column in preset.email})
    codes = _split(cells, preset.codes)
    name = " ".join(filter(None, (_read(cells, column) for column in preset.names)))
    known = tuple(each for each in codes if "@" not in each)
    return PartnerRow(
        record.number, name or email or next(iter(known), ""), email, known, _split(cells, preset.promo_codes)
    )


def _choose_email(texts: Mapping[str, str]) -> str:
    """The first address; else what stands in a column of addresses, so that it is refused and not lost."""
    wrong = (text for column, text in texts.items() if text and "mail" in column)
    return next((text for text in texts.values() if "@" in text), next(wrong, ""))


def _split(cells: Mapping[str, Any], columns: tuple[str, ...]) -> tuple[str, ...]:
    """The codes of these columns, each once in whatever case."""
    found: dict[str, str] = {}
    for column in columns:
        for code in filter(None, _SEPARATORS.split(_read(cells, column))):
            found.setdefault(code.lower(), code)
    return tuple(found.values())


def _read(cells: Mapping[str, Any], column: str) -> str:
    value = cells.get(column)
    return "" if value is None else str(value).strip()
