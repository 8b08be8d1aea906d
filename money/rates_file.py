"""Reads the file of daily rates: lines of date, currency and rate, or the table of the European Central Bank."""

import csv
import logging
import threading
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from decimal import Decimal, InvalidOperation
from pathlib import Path

import orjson

from money.rates import Course, Rates
from settings import RateSettings, SettingInvalid

LOG = logging.getLogger(__name__)
VARIABLE = "PRM_CURRENCY_RATES"
# What lies between them multiplies with any amount in the 256 bits of ClickHouse; the ECB gives at most nine digits.
MAX_DIGITS, SMALLEST, LARGEST = 12, Decimal("1e-9"), Decimal("1e9")
_USABLE = f"give a number of at most {MAX_DIGITS} digits"
_LONG = ("date", "currency", "rate")
_UNKNOWN = ("", "N/A")
Line = tuple[date, str, Decimal]


class RatesFile:
    """The rates of a file, read again when it changes: a timer may replace it every day."""

    def __init__(self, path: Path, base: str) -> None:
        self._path, self._base = path, base
        self._lock = threading.Lock()
        self._seen = self._look()
        self._rates = read_rates(path, base)

    def read(self) -> Rates:
        """The rates as they are now; a file that became unusable is logged and changes nothing."""
        with self._lock:
            seen = self._look()
            if seen != self._seen:
                self._seen = seen
                try:
                    self._rates = read_rates(self._path, self._base)
                except SettingInvalid as exc:
                    LOG.warning("cannot read the new rates, keeping the old ones: %s", exc)
            return self._rates

    def describe(self) -> str:
        """Another text once the rates may have changed."""
        return f"{self._base}:{self._look()}"

    def _look(self) -> tuple[int, int]:
        try:
            found = self._path.stat()
        except OSError:
            return 0, 0
        return found.st_mtime_ns, found.st_size


def open_rates(settings: RateSettings) -> RatesFile | None:
    """The file of the settings, None where they name none; raises ``SettingInvalid``."""
    if not _is_currency(settings.currency_base):
        raise SettingInvalid(f"PRM_CURRENCY_BASE={settings.currency_base!r} is not usable: give three capital letters")
    return RatesFile(settings.currency_rates, settings.currency_base) if settings.currency_rates else None


def read_rates(path: Path, base: str) -> Rates:
    """Raises ``SettingInvalid`` with the number of the line that cannot be used."""
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as exc:
        raise SettingInvalid(f"{VARIABLE}={str(path)!r} cannot be read: {exc}") from exc
    courses: defaultdict[str, dict[date, Decimal]] = defaultdict(dict)
    for number, read in _number_lines(path, text):
        for day, currency, rate in read:
            if courses[currency].setdefault(day, rate) != rate:
                raise _reject(path, number, f"{currency} already has a different rate on {day}")
    return Rates(base, {currency: _sort(rates) for currency, rates in courses.items() if currency != base})


def _number_lines(path: Path, text: str) -> Iterator[tuple[int, Iterable[Line]]]:
    lines = text.splitlines()
    is_json = text.lstrip().startswith("{")
    heading = () if is_json else tuple(cell.strip() for cell in next(csv.reader(lines[:1]), []))
    if not is_json and not _is_heading(heading):
        raise _reject(path, 1, "give a heading: date,currency,rate, or Date and then currencies")
    for number, line in enumerate(lines, 1):
        if not line.strip() or (number == 1 and not is_json):
            continue
        try:
            yield number, [_parse_json(line)] if is_json else _parse_cells(heading, next(csv.reader([line])))
        except (ValueError, csv.Error) as exc:
            raise _reject(path, number, str(exc)) from None


def _is_heading(heading: tuple[str, ...]) -> bool:
    is_wide = len(heading) > 1 and all(_is_currency(name) for name in heading[1:] if name)
    return bool(heading) and heading[0].lower() == "date" and (is_wide or _names_long(heading))


def _names_long(heading: tuple[str, ...]) -> bool:
    return tuple(name.lower() for name in heading) == _LONG


def _parse_json(line: str) -> Line:
    fields = orjson.loads(line)
    if not isinstance(fields, Mapping) or set(fields) != set(_LONG):
        raise ValueError("give an object of date, currency and rate")
    # As text, so that no digit is lost on the way.
    return _parse(str(fields["date"]), str(fields["currency"]), str(fields["rate"]))


def _parse_cells(heading: tuple[str, ...], cells: list[str]) -> list[Line]:
    cells = [cell.strip() for cell in cells]
    if len(cells) != len(heading):
        raise ValueError(f"give {len(heading)} cells as in the heading, not {len(cells)}")
    if _names_long(heading):
        return [_parse(*cells)]
    named = zip(heading[1:], cells[1:], strict=True)
    return [_parse(cells[0], currency, cell) for currency, cell in named if currency and cell not in _UNKNOWN]


def _parse(day: str, currency: str, text: str) -> Line:
    if not _is_currency(currency):
        raise ValueError(f"{currency!r} is not a currency: give three capital letters")
    try:
        rate = Decimal(text)
    except InvalidOperation:
        raise ValueError(f"{text!r} is not a rate: {_USABLE}") from None
    if not rate.is_finite() or not SMALLEST <= rate <= LARGEST or len(rate.as_tuple().digits) > MAX_DIGITS:
        raise ValueError(f"{text} is not a rate: {_USABLE}")
    return date.fromisoformat(day), currency, rate


def _is_currency(name: str) -> bool:
    return len(name) == 3 and name.isascii() and name.isalpha() and name.isupper()


def _sort(rates: Mapping[date, Decimal]) -> Course:
    days = sorted(rates)
    return Course(days, [rates[day] for day in days])


def _reject(path: Path, number: int, why: str) -> SettingInvalid:
    return SettingInvalid(f"{VARIABLE}={str(path)!r} is not usable: line {number}: {why}")
