"""Whatever partners are in a run: no cent and nobody is lost between its files, and banks' answers settle all of it."""

from hypothesis import given
from hypothesis import strategies as st

from earnings.payouts.files.formats import FileFormat, export_run
from earnings.payouts.files.payment import Batch, Payer, list_payments
from earnings.payouts.methods.parsing import parse_method
from earnings.payouts.results.matching import match_results
from earnings.payouts.results.mt940 import parse_mt940
from earnings.payouts.results.reported import Outcome
from earnings.payouts.results.result_csv import parse_result_csv
from tests.earnings.payouts.batches import (
    APPROVED,
    METHODS,
    MONDAY,
    PAYERS,
    make_item,
    make_recipients,
    make_run,
)

Amounts = dict[str, int]
amounts = st.dictionaries(st.sampled_from(list(METHODS)), st.integers(1, 10**11), min_size=1)


def make(currency: str, minor: Amounts) -> Batch:
    run = make_run(*(make_item(name, each, currency) for name, each in minor.items()))
    payer = Payer("Shop", parse_method(*PAYERS[currency]))
    return Batch("r1", payer, list_payments(run, make_recipients()), APPROVED, MONDAY)


@given(st.sampled_from(list(PAYERS)), amounts)
def test_every_payment_is_in_a_file_or_left_out(currency: str, minor: Amounts) -> None:
    batch = make(currency, minor)
    for chosen in FileFormat:
        export = export_run(chosen, batch)
        carried = [payment for file in export.files for payment in file.payments]
        assert sorted(each.reference for each in [*carried, *export.left_out]) == sorted(
            each.reference for each in batch.payments
        )
        written = b"".join(file.content for file in export.files)
        assert all(payment.reference.encode() in written for payment in carried)


@given(amounts)
def test_a_statement_with_every_payment_settles_every_payment(minor: Amounts) -> None:
    payments = make("EUR", minor).payments
    entries = [
        f":61:2607060706D{payment.amount.format().replace('.', ',')}NTRF{payment.reference}//B" for payment in payments
    ]
    text = "\n".join([":20:S", ":25:DE89370400440532013000", ":28C:1", ":60F:C260701EUR0,00", *entries, ""])
    rows = [f"{payment.reference},confirmed,{payment.amount.format()},EUR" for payment in payments]
    table = "\n".join(["reference,result,amount,currency", *rows])
    for reported in (parse_mt940(text.encode()), parse_result_csv(table.encode())):
        matches = match_results(payments, reported)
        assert [each.payment for each in matches.results] == list(payments)
        assert {each.outcomes for each in matches.results} == {(Outcome.CONFIRMED,)}
