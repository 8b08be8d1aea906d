"""A digit changed by one, or two of them exchanged, is found."""

from collections.abc import Callable

import pytest

from earnings.payouts.methods.account_checks import (
    is_bik,
    is_correspondent_account,
    is_inn,
    is_kpp,
    is_polish_account,
    is_russian_account,
)

BIK = "044525225"


def is_account(account: str) -> bool:
    return is_russian_account(account, BIK)


def is_correspondent(account: str) -> bool:
    return is_correspondent_account(account, BIK)


NUMBERS: list[tuple[Callable[[str], bool], str]] = [
    (is_polish_account, "61109010140000071219812874"),
    (is_account, "40702810638050013199"),
    (is_account, "40817810700000000001"),
    (is_correspondent, "30101810400000000225"),
    (is_inn, "7707083893"),
    (is_inn, "7736207543"),
    (is_inn, "500100732259"),
]


@pytest.mark.parametrize(("check", "number"), NUMBERS)
def test_a_number_that_exists_is_accepted_and_no_longer_or_shorter_one(
    check: Callable[[str], bool], number: str
) -> None:
    assert check(number)
    assert not check(number[:-1])
    assert not check(f"{number}0")
    assert not check(number[:-1] + "²")
    assert not check("")


@pytest.mark.parametrize(("check", "number"), NUMBERS)
def test_any_one_digit_changed_is_found(check: Callable[[str], bool], number: str) -> None:
    for place, digit in enumerate(number):
        for other in "0123456789".replace(digit, ""):
            changed = number[:place] + other + number[place + 1 :]
            # The check digit of a tax number is a remainder of 11 cut to 10, so a few changes pass.
            assert not check(changed) or check is is_inn, changed


def test_an_account_belongs_to_one_bank() -> None:
    assert not is_russian_account("40817810700000000001", "044525974")
    assert not is_correspondent_account("30101810400000000225", "044525974")


def test_the_form_of_a_bank_and_of_a_kpp() -> None:
    assert is_bik("044525225")
    assert not is_bik("144525225")
    assert is_kpp("770701001")
    assert is_kpp("7707AB001")
    assert not is_kpp("77070100")
