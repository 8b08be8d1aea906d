"""The file of daily rates, in each of its forms, and what is said of one that cannot be used."""

import os
from datetime import date
from fractions import Fraction
from pathlib import Path

import pytest

from money.rates_file import RatesFile, open_rates, read_rates
from settings import ConsoleSettings, SettingInvalid, read_settings

LINES = "date,currency,rate\n2026-03-09,USD,1.1\n2026-03-06,USD,1.0837\n2026-03-06,JPY,163.9\n"
OBJECTS = """{"date": "2026-03-06", "currency": "USD", "rate": 1.0837}
{"date": "2026-03-09", "currency": "USD", "rate": "1.1"}

{"date": "2026-03-06", "currency": "JPY", "rate": 163.9}
"""
# As the European Central Bank publishes its history: the newest day first, N/A for what it no longer notes.
TABLE = "Date,USD,JPY,CYP,\n2026-03-09,1.1,N/A,N/A,\n2026-03-06,1.0837,163.9,N/A,\n"


@pytest.mark.parametrize("text", [LINES, OBJECTS, TABLE, "\ufeff" + LINES.replace("\n", "\r\n")])
def test_each_form_holds_the_same_rates(tmp_path: Path, text: str) -> None:
    rates = read_rates(write(tmp_path, text), "EUR")
    assert rates.find_factor("USD", "EUR", date(2026, 3, 8)) == Fraction(10000, 10837)
    assert rates.find_factor("EUR", "USD", date(2026, 3, 9)) == Fraction(11, 10)
    assert rates.find_factor("USD", "JPY", date(2026, 3, 6)) == Fraction(1639, 10) / Fraction(10837, 10000) / 100
    assert rates.find_factor("USD", "EUR", date(2026, 3, 5)) is None
    assert rates.find_factor("GBP", "EUR", date(2026, 3, 9)) is None
    assert rates.find_factor("GBP", "GBP", date(2026, 3, 1)) == 1
    assert rates.knows("JPY")
    assert not rates.knows("CYP")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "line 1: give a heading"),
        ("day;currency\n", "line 1: give a heading"),
        (LINES + "2026-03-10,USD\n", "line 5: give 3 cells"),
        (LINES + "\n2026-03-10,USD,0\n", "line 6: 0 is not a rate"),
        (LINES + "2026-03-10,USD,1e400\n", "line 5: 1e400 is not a rate"),
        (LINES + "2026-03-10,USD,1.0000000000001\n", "line 5: .* at most 12 digits"),
        (LINES + "2026-03-10,USD,much\n", "line 5: 'much' is not a rate"),
        (LINES + "2026-03-10,usd,1\n", "line 5: 'usd' is not a currency"),
        (LINES + "2026-02-30,USD,1\n", "line 5: day is out of range"),
        (LINES + "2026-03-09,USD,1.2\n", "line 5: USD already has a different rate on 2026-03-09"),
        (OBJECTS + '{"date": "2026-03-10"}', "line 5: give an object of date, currency and rate"),
        (OBJECTS + "{", "line 5: unexpected end"),
        (TABLE + "10 March 2026,1,2,3,\n", "line 4: Invalid isoformat"),
    ],
)
def test_a_line_that_cannot_be_used_is_named(tmp_path: Path, text: str, said: str) -> None:
    with pytest.raises(SettingInvalid, match=f"PRM_CURRENCY_RATES=.*rates.csv.*{said}"):
        read_rates(write(tmp_path, text), "EUR")


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(SettingInvalid, match=r"PRM_CURRENCY_RATES=.*cannot be read"):
        read_rates(tmp_path / "rates.csv", "EUR")


def test_a_base_that_is_no_currency_is_named(tmp_path: Path) -> None:
    environ = {"PRM_DATA_DIR": str(tmp_path), "PRM_CURRENCY_BASE": "euro"}
    with pytest.raises(SettingInvalid, match="PRM_CURRENCY_BASE='euro'"):
        open_rates(read_settings(ConsoleSettings, environ))


def test_a_replaced_file_is_read_again_and_a_broken_one_changes_nothing(tmp_path: Path) -> None:
    path = write(tmp_path, LINES)
    file = RatesFile(path, "EUR")
    assert not file.read().knows("GBP")
    replace(path, LINES + "2026-03-09,GBP,0.87\n")
    assert file.read().knows("GBP")
    for broken in ("nothing\n", None):
        replace(path, broken)
        assert file.read().knows("GBP")


def write(folder: Path, text: str) -> Path:
    """The file with this text."""
    path = folder / "rates.csv"
    path.write_text(text, encoding="utf-8")
    return path


def replace(path: Path, text: str | None) -> None:
    """Another file in its place, as a timer would put it there; None: none."""
    path.unlink()
    if text is not None:
        path.with_suffix(".new").write_text(text, encoding="utf-8")
        os.replace(path.with_suffix(".new"), path)
