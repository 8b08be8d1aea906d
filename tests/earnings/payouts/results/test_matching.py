"""Results are matched by our reference alone, and an amount that differs settles nothing."""

import pytest

from earnings.payouts.results.matching import Matches, match_results
from earnings.payouts.results.reported import Outcome, Reported, find_reference
from money.amount import Amount
from tests.earnings.payouts.batches import make_payments

ANNA, CARL = make_payments(anna=259, carl=100)


def report(outcome: Outcome = Outcome.CONFIRMED, minor: int | None = 259, currency: str = "EUR") -> Reported:
    amount = None if minor is None else Amount(minor, currency)
    return Reported(ANNA.reference, outcome, amount, "line 2")


def match(*reported: Reported) -> Matches:
    return match_results([ANNA, CARL], reported)


@pytest.mark.parametrize("minor", [259, None])
def test_the_exact_amount_or_none_is_a_result(minor: int | None) -> None:
    matches = match(report(minor=minor))
    assert [(each.payment, each.outcomes) for each in matches.results] == [(ANNA, (Outcome.CONFIRMED,))]
    assert (matches.differences, matches.unknown, matches.missing) == ((), (), (CARL,))


@pytest.mark.parametrize(("minor", "currency"), [(258, "EUR"), (260, "EUR"), (259, "PLN")])
def test_a_cent_or_a_currency_that_differs_is_listed(minor: int, currency: str) -> None:
    matches = match(report(minor=minor, currency=currency))
    assert matches.results == ()
    (difference,) = matches.differences
    assert difference.payment == ANNA
    assert difference.reason.endswith("but the payment is 2.59 EUR")
    assert matches.missing == (CARL,)


def test_twice_confirmed_is_asked_about() -> None:
    (difference,) = match(report(), report()).differences
    assert difference.reason == "reported as confirmed, confirmed: paid twice?"


def test_confirmed_and_failed_contradict_one_another() -> None:
    (difference,) = match(report(), report(Outcome.FAILED)).differences
    assert "contradict" in difference.reason


def test_a_return_follows_its_payment_in_whatever_order_they_stand() -> None:
    (result,) = match(report(Outcome.RETURNED), report()).results
    assert result.outcomes == (Outcome.CONFIRMED, Outcome.RETURNED)


def test_a_report_of_another_run_is_unknown_and_guesses_nothing() -> None:
    foreign = Reported("PRMAAAAAAAAAAAAA", Outcome.CONFIRMED, Amount(259, "EUR"), "line 3")
    matches = match(foreign)
    assert (matches.results, matches.unknown, matches.missing) == ((), (foreign,), (ANNA, CARL))


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("PRMCICLU672743FW", "PRMCICLU672743FW"),
        ("/ROC/PRMCICLU672743FW Partner", "PRMCICLU672743FW"),
        ("PRMCICLU67\r\n2743FW Partner", "PRMCICLU672743FW"),
        ("PRM CICLU", ""),
        ("prmciclu672743fw", ""),
        ("", ""),
    ],
)
def test_a_reference_is_found_however_the_bank_broke_it(text: str, found: str) -> None:
    assert find_reference([text]) == found
