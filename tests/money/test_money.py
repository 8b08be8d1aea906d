"""Money leaves in major units of its own currency."""

import pytest

from money.money import add_money, show_money, to_major


@pytest.mark.parametrize(
    ("amount_minor", "currency", "major"),
    [
        (123450, "EUR", 1234.5),
        (123450, "JPY", 123450),
        (123450, "KWD", 123.45),
        (1, "CLF", 0.0001),
        (5, "XAU", 0.05),
        (5, "QQQ", 0.05),
        (9_007_199_254_740_993, "EUR", 90071992547409.93),
    ],
)
def test_each_currency_has_its_own_digits(amount_minor: int, currency: str, major: float) -> None:
    assert to_major(amount_minor, currency) == major


def test_currencies_are_never_added_and_what_names_none_is_no_money() -> None:
    assert show_money(add_money({"EUR": 5, "": 0}, {"USD": 5}, {"EUR": 6})) == {"EUR": 0.11, "USD": 0.05}
