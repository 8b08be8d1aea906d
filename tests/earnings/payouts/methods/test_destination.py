"""What is shown of a method helps nobody else, and the same destination is found however it was entered."""

import pytest

from earnings.payouts.methods.destination import fingerprint_method, mask_method
from earnings.payouts.methods.parsing import parse_method
from tests.earnings.payouts.batches import METHODS


def fingerprint(name: str, key: bytes = b"key", site_id: int = 1) -> str:
    return fingerprint_method(parse_method(*METHODS[name]), key, site_id)


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("anna", "PL·· ···· 2874"),
        ("fela", "PL·· ···· 2874"),
        ("boris", "···· 0001"),
        ("dora", "d···@example.com"),
        ("emil", "e···@example.com"),
        ("gela", ""),
    ],
)
def test_a_method_is_shown_by_a_few_of_its_characters(name: str, shown: str) -> None:
    assert mask_method(parse_method(*METHODS[name])) == shown


def test_a_polish_account_and_its_iban_are_one_destination_whatever_the_holders_name() -> None:
    assert fingerprint("anna") == fingerprint("fela")
    assert len({fingerprint(name) for name in METHODS}) == len(METHODS) - 1


def test_a_fingerprint_says_nothing_without_the_key_or_to_another_site() -> None:
    assert fingerprint("anna") != fingerprint("anna", b"other")
    assert fingerprint("anna") != fingerprint("anna", site_id=2)


def test_paypal_and_wise_by_one_address_are_two_destinations() -> None:
    methods = [parse_method(kind, {"holder": "A", "email": "a@example.com"}) for kind in ("paypal", "wise")]
    assert len({fingerprint_method(each, b"key", 1) for each in methods}) == 2
