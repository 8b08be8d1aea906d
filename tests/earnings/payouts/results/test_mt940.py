"""Bank statements in MT940: our payments, what came back, and entries that are none of ours."""

from pathlib import Path

import pytest

from earnings.payouts.results.matching import match_results
from earnings.payouts.results.mt940 import parse_mt940
from earnings.payouts.results.reported import Outcome, ResultsInvalid
from money.amount import Amount
from tests.earnings.payouts.batches import make_payments

ANNA, CARL = make_payments(anna=259, carl=1050)
HEAD = ":20:STMT\n:25:DE89370400440532013000\n:28C:7/1\n:60F:C260701EUR1000,00\n"
FOOT = ":62F:C260731EUR986,91\n"


def make_statement(*entries: str) -> bytes:
    return (HEAD + "".join(f"{entry}\n" for entry in entries) + FOOT).encode()


def test_the_reference_is_found_as_the_customers_or_in_the_text_whichever_the_bank_gives() -> None:
    broken = f"{CARL.reference[:9]}?21{CARL.reference[9:]} Partner"
    content = make_statement(
        f":61:2607060706D2,59NTRF{ANNA.reference}//B1\n:86:020?00SEPA?20Partner commission",
        f":61:2607060706D10,5NTRFNONREF//B2\n:86:020?00SEPA?20{broken}?32Carl",
        ":61:2607070707C99,00NTRFNONREF//B3\n:86:166?00SEPA?20Order 77",
    )
    reported = parse_mt940(content)
    assert [(each.reference, each.outcome, each.amount) for each in reported] == [
        (ANNA.reference, Outcome.CONFIRMED, Amount(259, "EUR")),
        (CARL.reference, Outcome.CONFIRMED, Amount(1050, "EUR")),
    ]
    assert len(match_results([ANNA, CARL], reported).results) == 2


@pytest.mark.parametrize("mark", ["C", "RD"])
def test_money_that_came_back_is_returned(mark: str) -> None:
    content = make_statement(f":61:2607090709{mark}2,59NRTINONREF//B4\n:86:159?00RETURN?20{ANNA.reference}")
    (each,) = parse_mt940(content)
    assert (each.outcome, each.amount, each.place) == (Outcome.RETURNED, Amount(259, "EUR"), "entry 1")


def test_letters_of_windows_1250_are_read() -> None:
    entry = f":61:2607060706D2,59NTRF{ANNA.reference}//B1\n:86:020?00PRZELEW?20Zażółć"
    assert len(parse_mt940(make_statement(entry).decode().encode("cp1250"))) == 1


@pytest.mark.parametrize("content", [b"", b"reference,result\n", b"\x00\xff", HEAD.encode(), b":61:nonsense\n"])
def test_what_is_no_statement_is_an_error(content: bytes) -> None:
    with pytest.raises(ResultsInvalid):
        parse_mt940(content)


def test_an_amount_without_a_currency_is_an_error() -> None:
    with pytest.raises(ResultsInvalid, match="60F"):
        parse_mt940(f":20:X\n:25:Y\n:28C:1\n:61:2607060706D2,59NTRF{ANNA.reference}//B1\n".encode())


def test_a_file_that_names_another_file_does_not_open_it(tmp_path: Path) -> None:
    other = tmp_path / "statement"
    other.write_bytes(make_statement(f":61:2607060706D2,59NTRF{ANNA.reference}//B1"))
    with pytest.raises(ResultsInvalid):
        parse_mt940(str(other).encode())
