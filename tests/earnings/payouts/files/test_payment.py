"""A run's payments are the same however far it is, and have references that a bank gives back."""

import re
from dataclasses import replace
from fractions import Fraction

import pytest

from earnings.payouts.files.errors import FileInvalid
from earnings.payouts.files.payment import list_payments, make_reference
from earnings.payouts.run import ItemState, PayoutInvalid, RunState
from money.amount import Amount
from tests.earnings.payouts.batches import make_item, make_recipients, make_run


def test_a_reference_is_one_word_of_sixteen_characters_for_each_item() -> None:
    references = [make_reference(f"r1/p{number}/EUR") for number in range(2000)]
    assert len(set(references)) == len(references)
    assert all(re.fullmatch("PRM[A-Z2-7]{13}", reference) for reference in references)
    assert make_reference("r1/p1/EUR") == references[1]


def test_payments_do_not_depend_on_the_order_or_the_states_of_items() -> None:
    items = [make_item("carl", 100), make_item("anna", 200)]
    payments = list_payments(make_run(*items), make_recipients())
    assert [payment.recipient.partner for payment in payments] == ["anna", "carl"]
    settled = [replace(item, state=ItemState.CONFIRMED) for item in reversed(items)]
    assert list_payments(make_run(*settled, state=RunState.SETTLED), make_recipients()) == payments


def test_what_was_withdrawn_is_not_paid() -> None:
    run = make_run(make_item("anna", 200), make_item("carl", 100, state=ItemState.WITHDRAWN))
    assert [payment.recipient.partner for payment in list_payments(run, make_recipients())] == ["anna"]


@pytest.mark.parametrize("state", [RunState.DRAFT, RunState.DISCARDED])
def test_a_run_that_is_not_approved_has_no_files(state: RunState) -> None:
    with pytest.raises(FileInvalid, match="approve it before"):
        list_payments(make_run(make_item("anna", 200), state=state), make_recipients())


def test_everybody_without_a_method_is_named() -> None:
    run = make_run(make_item("zoe", 1), make_item("anna", 1), make_item("yan", 1))
    with pytest.raises(FileInvalid, match="of yan, zoe is not known"):
        list_payments(run, make_recipients())


def test_another_currency_needs_its_rate() -> None:
    run = make_run(replace(make_item("anna", 259), payout_currency="PLN"))
    (payment,) = list_payments(run, make_recipients(), {"PLN": Fraction("4.25")})
    assert payment.amount == Amount(1101, "PLN")
    with pytest.raises(PayoutInvalid, match="give the rate"):
        list_payments(run, make_recipients())
