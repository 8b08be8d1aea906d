"""A CSV of results, whatever a spreadsheet made of it."""

import pytest

from earnings.payouts.results.reported import Outcome, ResultsInvalid
from earnings.payouts.results.result_csv import parse_result_csv
from money.amount import Amount

REFERENCE = "PRMCICLU672743FW"


def test_rows_with_and_without_an_amount() -> None:
    text = f"reference,result,amount,currency,note\n{REFERENCE},confirmed,2.59,eur,x\n\n{REFERENCE},RETURNED,,,\n"
    confirmed, returned = parse_result_csv(text.encode())
    assert (confirmed.reference, confirmed.outcome, confirmed.amount, confirmed.place) == (
        REFERENCE,
        Outcome.CONFIRMED,
        Amount(259, "EUR"),
        "line 2",
    )
    assert (returned.outcome, returned.amount, returned.place) == (Outcome.RETURNED, None, "line 4")


def test_semicolons_a_byte_order_mark_and_other_letters_of_the_head_do_not_matter() -> None:
    text = f"\ufeffResult; Reference ;other\r\nfailed;{REFERENCE};a,b\r\n"
    (failed,) = parse_result_csv(text.encode())
    assert (failed.reference, failed.outcome) == (REFERENCE, Outcome.FAILED)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "the column reference is missing"),
        (f"reference,result\n{REFERENCE},fai\rled\n", "save it as CSV UTF-8"),
        ("reference,amount\n", "the column result is missing"),
        ("reference,result\nP1,confirmed\n", "line 2: 'P1' is no reference of ours"),
        (f"reference,result\n{REFERENCE},ok\n", "line 2: 'ok' is no result; give one of confirmed, failed, returned"),
        (f"reference,result,amount\n{REFERENCE},failed,2.59\n", "line 2: the amount has no currency"),
        (f'reference,result,amount,currency\n{REFERENCE},failed,"2,59",EUR\n', "line 2: '2,59' is not an amount"),
        (f"reference,result,amount,currency\n{REFERENCE},failed,2.599,EUR\n", "line 2: '2.599' is not an amount"),
    ],
)
def test_what_cannot_be_read_names_its_line(text: str, message: str) -> None:
    with pytest.raises(ResultsInvalid, match=message):
        parse_result_csv(text.encode())


def test_another_encoding_is_an_error() -> None:
    with pytest.raises(ResultsInvalid, match="not UTF-8"):
        parse_result_csv("reference,result\nż".encode("cp1250"))
