"""Amounts and moments as people write them; one that could be another is refused."""

from zoneinfo import ZoneInfo

import pytest

from transfer.reading.amounts import AmountInvalid, parse_major
from transfer.reading.moments import MomentInvalid, parse_moment


@pytest.mark.parametrize(
    ("text", "currency", "decimal", "minor"),
    [
        ("49.90", "EUR", "", 4990), ("49,90", "EUR", "", 4990), ("1.234,56", "EUR", "", 123456),
        ("1,234.56", "USD", "", 123456), ("1'234.50", "CHF", "", 123450), ("1 234,5", "EUR", "", 123450),
        ("€ 12", "EUR", "", 1200), ("12,00 €", "EUR", "", 1200),
        ("-4.99", "EUR", "", -499), ("1.234.567", "EUR", "", 123456700),
        ("5000", "JPY", "", 5000), ("5,000", "JPY", "", 5000), ("1.234", "KWD", "", 1234),
        ("1.234", "EUR", ",", 123400),
        ("49.900", "EUR", ".", 4990), ("0.500", "EUR", "", 50), ("0", "EUR", "", 0),
        ("−49.90", "EUR", "", -4990), ("–49,90 €", "EUR", "", -4990), ("5.—", "CHF", "", 500),
    ],
)  # fmt: skip
def test_amounts_in_major_units(text: str, currency: str, decimal: str, minor: int) -> None:
    assert parse_major(text, currency, decimal) == minor


@pytest.mark.parametrize(
    ("text", "currency", "decimal", "reason"),
    [
        ("1.234", "EUR", "", "ambiguous_amount"), ("49.905", "EUR", ".", "too_many_digits"),
        ("abc", "EUR", "", "not_a_number"),
        ("", "EUR", "", "not_a_number"), ("49.90", "EUR", ",", "ambiguous_amount"),
        ("1,23,456.00", "INR", "", "ambiguous_amount"),
        ("0.5", "JPY", "", "too_many_digits"), ("12.3.4", "EUR", "", "ambiguous_amount"),
        ("49.90-", "EUR", "", "not_a_number"), ("49,90−", "EUR", "", "not_a_number"),
        ("(49.90)", "EUR", "", "not_a_number"),
    ],
)  # fmt: skip
def test_an_amount_that_could_be_another_is_refused(text: str, currency: str, decimal: str, reason: str) -> None:
    with pytest.raises(AmountInvalid) as refused:
        parse_major(text, currency, decimal)
    assert refused.value.reason == reason


@pytest.mark.parametrize(
    ("value", "zone", "order", "ms"),
    [
        (1772366400000, "UTC", "", 1772366400000), ("1772366400", "UTC", "", 1772366400000),
        ("1772366400000", "UTC", "", 1772366400000), ("2026-03-01T12:00:00Z", "UTC", "", 1772366400000),
        ("2026-03-01 13:00:00 +0100", "UTC", "", 1772366400000),
        ("2026-03-01 12:00:00 UTC", "Europe/Berlin", "", 1772366400000),
        ("2026-03-01 13:00", "Europe/Berlin", "", 1772366400000),
        ("01.03.2026 13:00", "Europe/Berlin", "", 1772366400000),
        ("01/03/2026 12:00", "UTC", "dmy", 1772366400000), ("03/01/2026 12:00 PM", "UTC", "mdy", 1772366400000),
        ("3/31/26", "UTC", "", 1774915200000), ("Mar 1, 2026 12:00", "UTC", "", 1772366400000),
        ("2026/03/01 12:00", "UTC", "", 1772366400000),
        ("March 1, 2026, 12:00 PM", "UTC", "", 1772366400000), ("01 Mar 2026 12:00:00", "UTC", "", 1772366400000),
        ("Sun, 01 Mar 2026 13:00:00 +0100", "UTC", "", 1772366400000), ("1-Mar-2026 12:00", "UTC", "", 1772366400000),
    ],
)  # fmt: skip
def test_moments_as_others_write_them(value: object, zone: str, order: str, ms: int) -> None:
    assert parse_moment(value, ZoneInfo(zone), order) == ms


@pytest.mark.parametrize(
    ("value", "reason"),
    [
        ("01/03/2026", "ambiguous_date"),
        ("soon", "not_a_timestamp"),
        ("31.02.2026", "not_a_timestamp"),
        (None, "not_a_timestamp"),
    ],
)  # fmt: skip
def test_a_moment_that_could_be_another_is_refused(value: object, reason: str) -> None:
    with pytest.raises(MomentInvalid) as refused:
        parse_moment(value, ZoneInfo("UTC"))
    assert refused.value.reason == reason
