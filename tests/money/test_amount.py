"""Amounts are whole minor units of one currency and a decimal string with exactly its digits."""

import pytest

from money.amount import Amount, add_money, list_amounts, make_amount, parse_amount


@pytest.mark.parametrize(
    ("minor", "currency", "text"),
    [
        (123450, "EUR", "1234.50"),
        (123450, "JPY", "123450"),
        (123450, "KWD", "123.450"),
        (1, "CLF", "0.0001"),
        (5, "XAU", "0.05"),
        (5, "QQQ", "0.05"),
        (0, "EUR", "0.00"),
        (-499, "EUR", "-4.99"),
        (-5, "JPY", "-5"),
        (9_007_199_254_740_993, "EUR", "90071992547409.93"),
    ],
)
def test_each_currency_has_its_own_digits(minor: int, currency: str, text: str) -> None:
    assert Amount(minor, currency).format() == text
    assert parse_amount(text, currency) == Amount(minor, currency)


def test_fewer_digits_than_the_currency_has_are_read() -> None:
    assert parse_amount("4.9", "EUR") == Amount(490, "EUR")
    assert parse_amount("-4", "EUR") == Amount(-400, "EUR")


@pytest.mark.parametrize("text", ["", "4.999", "4,99", "1e3", "+4", ".5", "4.", "NaN", "４", "4 "])
def test_what_is_no_amount_is_named(text: str) -> None:
    with pytest.raises(ValueError, match="not an amount of EUR"):
        parse_amount(text, "EUR")


def test_currencies_are_never_added_and_what_names_none_is_no_money() -> None:
    sums = add_money({"EUR": 5, "": 0}, {"USD": 5}, {"EUR": 6})
    assert list_amounts(sums) == [Amount(11, "EUR"), Amount(5, "USD")]
    assert make_amount(5, "") is make_amount(None, "EUR") is None
