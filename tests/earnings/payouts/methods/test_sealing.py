"""Details are read only with their key, in their own row, and unchanged."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from earnings.payouts.methods.kinds import OtherMethod
from earnings.payouts.methods.parsing import parse_method
from earnings.payouts.methods.sealing import (
    DetailsUnreadable,
    PayoutKeysInvalid,
    open_method,
    parse_keys,
    seal_method,
)
from tests.earnings.payouts.batches import METHODS

OLD, NEW = "11" * 32, "22" * 32
NONCE = bytes(12)


@pytest.mark.parametrize("name", METHODS)
def test_every_kind_comes_back(name: str) -> None:
    method, keys = parse_method(*METHODS[name]), parse_keys(OLD)
    sealed = seal_method(method, keys, "1/2/3", NONCE)
    assert open_method(sealed, keys, "1/2/3") == method
    assert not any(text in sealed for text in METHODS[name][1].values() if len(text) > 3)


def test_a_new_key_encrypts_and_the_old_one_still_decrypts() -> None:
    method = parse_method(*METHODS["carl"])
    old, both = parse_keys(OLD), parse_keys(f"{NEW},\n {OLD}")
    sealed = seal_method(method, old, "row", NONCE)
    assert open_method(sealed, both, "row") == method
    with pytest.raises(DetailsUnreadable, match=r"payout key \w+ is missing"):
        open_method(seal_method(method, both, "row", NONCE), old, "row")


def test_details_of_another_row_are_not_read() -> None:
    keys = parse_keys(OLD)
    sealed = seal_method(parse_method(*METHODS["carl"]), keys, "1/2/1", NONCE)
    with pytest.raises(DetailsUnreadable, match="belong to another partner"):
        open_method(sealed, keys, "1/3/1")


@given(st.data())
def test_any_changed_character_is_found(data: st.DataObject) -> None:
    keys = parse_keys(OLD)
    sealed = seal_method(OtherMethod("Gela", "cash"), keys, "row", NONCE)
    place = data.draw(st.integers(0, len(sealed) - 1))
    other = data.draw(st.sampled_from("Ab3.=_é").filter(lambda each: each != sealed[place]))
    with pytest.raises(DetailsUnreadable):
        open_method(sealed[:place] + other + sealed[place + 1 :], keys, "row")


@pytest.mark.parametrize("text", ["", " , ", "11", "zz" * 32, "11" * 33])
def test_what_is_no_key_is_an_error_that_does_not_print_it(text: str) -> None:
    with pytest.raises(PayoutKeysInvalid) as caught:
        parse_keys(text)
    assert not text.strip(" ,") or text not in str(caught.value).replace("64", "")
